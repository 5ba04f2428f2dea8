"""A trip ends: what its guard measures from starts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.domain.rows import ReleasedRow
from botspec.risk.guards.guard import EquityGuard, first_marks

if TYPE_CHECKING:
    from datetime import datetime

    from botspec.domain.guards import Trip
    from botspec.run.desk import Desk


def begin_again(desk: Desk, trip: Trip, at: datetime, why: str, equity: float, session: int) -> None:
    """Write down that a trip ends, and start from what is there now; `equity` is the bot's, in units."""
    result = None
    if trip.symbol is not None and desk.by_symbol is not None:
        watching = desk.by_symbol
        result = watching.memory.result(trip.symbol, watching.seen, desk.state.unit)
    row = ReleasedRow(at, trip.id, trip.guard, why, equity, session, trip.symbol, result)
    desk.record(row)
    take_back(desk, row)


def take_back(desk: Desk, row: ReleasedRow) -> None:
    """Let the guard's memory start again from what such a row says."""
    guard = desk.guards.get(row.guard)
    if guard is None:
        return
    if row.guard in desk.marks:
        desk.marks[row.guard] = first_marks(guard, row.equity, row.session)
    elif desk.by_symbol is not None and isinstance(guard, EquityGuard):
        desk.by_symbol.memory.let_go(guard, row)
