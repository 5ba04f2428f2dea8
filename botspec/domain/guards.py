"""Words of the stateful risk rules: what a guard does when it trips, and what ends that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from botspec.domain.record import record


class Action(StrEnum):
    """What a trip does, mildest first. The table in docs/semantics.md says what each means for orders and positions."""

    WARN = "warn"
    BLOCK_ENTRIES = "block_entries"
    REDUCE_ONLY = "reduce_only"
    HALT = "halt"
    FLATTEN = "flatten"

    @property
    def stops_entries(self) -> bool:
        """True for everything above a warning."""
        return self is not Action.WARN

    @property
    def severity(self) -> int:
        """Higher is stricter."""
        return list(Action).index(self)


class Unit(StrEnum):
    """What a guard counts in."""

    RATIO = "ratio"
    USD = "USD"
    SHARES = "shares"
    TRADES = "trades"
    STOPS = "stops"
    ORDERS = "orders"
    SECONDS = "seconds"


@record(frozen=True, slots=True)
class Trip:
    """A guard that tripped: latched until released. `id` names it for a later re-arm.

    `used` and `limit` are in `unit`, `reference` and `equity` in USD, `session` is the date ordinal of its session,
    `where` the moment that showed it: open, adverse, close, heartbeat or order. `symbol` is set when it stops that
    symbol alone; `cause` says what was seen where the numbers do not.
    """

    id: str
    guard: str
    action: Action
    at: datetime
    used: float
    limit: float
    reference: float
    equity: float
    where: str
    session: int
    unit: Unit = Unit.RATIO
    symbol: str | None = None
    cause: str = ""

    def numbered(self, number: int) -> Trip:
        """The same with its id: the guard's `number`th trip."""
        return replace(self, id=f"{self.guard}-{number}")

    @property
    def latch(self) -> str:
        """What it holds: one guard, or one guard in one symbol."""
        return latch(self.guard, self.symbol)

    def stops(self, symbol: str) -> bool:
        """True when it keeps the bot out of `symbol`."""
        return self.action.stops_entries and self.symbol in {None, symbol}


def guard_names(kinds: Iterable[str]) -> list[str]:
    """Guards are named by kind; a second one of a kind gets a number (`drawdown_2`)."""
    seen: Counter[str] = Counter()
    found = []
    for kind in kinds:
        seen[kind] += 1
        found.append(kind if seen[kind] == 1 else f"{kind}_{seen[kind]}")
    return found


def latch(guard: str, symbol: str | None) -> str:
    """Name of what holds while a guard has tripped."""
    return guard if symbol is None else f"{guard}/{symbol}"
