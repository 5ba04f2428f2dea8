"""The exits of one position, as its entry froze them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """What a distance is measured in."""

    RATIO = "ratio"
    USD = "usd"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Distance:
    """How far from a price: a ratio of it, USD a share, or, with `PRICE`, the price itself."""

    unit: Unit
    value: Decimal

    def scaled(self, factor: Decimal) -> Distance:
        """The same distance in the shares after a split of `factor` for one."""
        return self if self.unit is Unit.RATIO else Distance(self.unit, self.value / factor)


@dataclass(frozen=True, slots=True)
class Rung:
    """A gain at which `part` of the position at entry is closed, 1 for all of it."""

    at: Distance
    part: Decimal


@dataclass(frozen=True, slots=True)
class ExitPlan:
    """Distances read at the decision row of the entry; they hold for as long as the position does.

    `trail` follows the best price once the position has gained `trail_after`; at a gain of `even_after` the stop moves
    to the entry price, `even_offset` better. `rests` names the exits that wait at the broker.
    """

    stop_loss: Distance | None = None
    take_profit: tuple[Rung, ...] = ()
    trail: Distance | None = None
    trail_after: Distance | None = None
    even_after: Distance | None = None
    even_offset: Distance | None = None
    rests: tuple[str, ...] = ()

    def scaled(self, factor: Decimal) -> ExitPlan:
        """The same exits in the shares after a split of `factor` for one."""
        parts = ("stop_loss", "trail", "trail_after", "even_after", "even_offset")
        found: dict[str, Distance | None] = {name: getattr(self, name) for name in parts}
        scaled = {name: None if far is None else far.scaled(factor) for name, far in found.items()}
        rungs = tuple(Rung(rung.at.scaled(factor), rung.part) for rung in self.take_profit)
        return replace(self, take_profit=rungs, **scaled)  # type: ignore[arg-type]
