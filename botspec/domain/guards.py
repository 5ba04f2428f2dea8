"""Words of the stateful risk rules: what a guard does when it trips, and what ends that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Trip:
    """A guard that tripped: latched until released. `id` names it for a later re-arm.

    `used` and `limit` are positive fractions, `reference` and `equity` USD, `session` the date ordinal of its session,
    `where` the mark that showed it: open, adverse, close or heartbeat.
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
