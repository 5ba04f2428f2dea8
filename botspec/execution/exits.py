"""The exits of a spec, compiled: what an entry freezes, and what holds for every position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.exits import Distance, ExitPlan, Rung, Unit
from botspec.domain.values import Bars, Duration
from botspec.spec.words import EntryScope, Per, Resting

if TYPE_CHECKING:
    from botspec.expressions import Rule

Read = Callable[["Rule"], Decimal | None]


class NoDistance(Exception):
    """An entry cannot freeze its exits; the text says why."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far, as the spec says it: a `value`, or a `rule` that comes to one."""

    unit: Unit
    value: Decimal | None = None
    rule: Rule | None = None

    def frozen(self, read: Read) -> Distance:
        """The distance at one row. Raises NoDistance."""
        if self.value is not None:
            return Distance(self.unit, self.value)
        value = read(self.rule) if self.rule is not None else None
        if value is None or not value > 0:
            raise NoDistance(f"{self.rule.text if self.rule is not None else 'a distance'} has no value here")
        return Distance(self.unit, value)


@dataclass(frozen=True, slots=True)
class MostEntries:
    """How many positions may be opened in a session or week, in each symbol or in all."""

    count: int
    per: Per
    scope: EntryScope


@dataclass(frozen=True, slots=True)
class Exits:
    """What leaves a position beside the strategy's own rule; `take_profit` are rungs with the part each closes."""

    stop_loss: Reach | None = None
    take_profit: tuple[tuple[Reach, Decimal], ...] = ()
    trail: Reach | None = None
    trail_after: Reach | None = None
    even_after: Reach | None = None
    even_offset: Reach | None = None
    time_limit: Bars | Duration | None = None
    before_close: timedelta | None = None
    most_entries: MostEntries | None = None
    rests: tuple[Resting, ...] = ()

    @property
    def frozen(self) -> bool:
        """True when an entry has distances to freeze."""
        return bool(self.stop_loss or self.take_profit or self.trail or self.even_after)

    @property
    def ratchets(self) -> bool:
        """True when the stop that rests follows what the bot's own stops have gained."""
        return Resting.STOP_LOSS in self.rests and bool(self.trail or self.even_after)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that distances are read from."""
        single = (self.stop_loss, self.trail, self.trail_after, self.even_after, self.even_offset)
        reaches = (*single, *(reach for reach, _ in self.take_profit))
        return tuple(reach.rule for reach in reaches if reach is not None and reach.rule is not None)

    def plan(self, read: Read, price: Decimal, sign: int) -> ExitPlan | None:
        """What an entry decided at `price` freezes, `sign` 1 for a long one; None without distances. Raises NoDistance.

        A level given as a price must lie on its side of `price`, or the position would be left at once.
        """
        if not self.frozen:
            return None
        trail = _beyond(self.trail, read, price, -sign)
        return ExitPlan(
            stop_loss=_beyond(self.stop_loss, read, price, -sign),
            take_profit=tuple(Rung(_apart(reach, read, price, sign), part) for reach, part in self.take_profit),
            trail=trail and _as_usd(trail, price),
            trail_after=_beyond(self.trail_after, read, price, sign),
            even_after=_beyond(self.even_after, read, price, sign),
            even_offset=_beyond(self.even_offset, read, price, sign),
            rests=tuple(each.value for each in self.rests),
        )


def _beyond(reach: Reach | None, read: Read, price: Decimal, direction: int) -> Distance | None:
    return None if reach is None else _apart(reach, read, price, direction)


def _apart(reach: Reach, read: Read, price: Decimal, direction: int) -> Distance:
    distance = reach.frozen(read)
    if distance.unit is Unit.PRICE and (distance.value - price) * direction <= 0:
        side = "above" if direction > 0 else "below"
        raise NoDistance(f"{reach.rule.text if reach.rule else ''} is not {side} {price} USD")
    return distance


def _as_usd(distance: Distance, price: Decimal) -> Distance:
    """What follows a price has no price of its own: how far it is from the one at entry counts."""
    return Distance(Unit.USD, abs(distance.value - price)) if distance.unit is Unit.PRICE else distance


NO_EXITS = Exits()
