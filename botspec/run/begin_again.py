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
    """Write down that a trip ends, and start from what is there now; `equity` is the bot's, in units.

    A guard of the account starts from what the account was at the newest look.
    """
    result, watching = None, desk.of_account
    if watching is not None and trip.guard in watching.marks:
        equity = watching.seen.first.closing
    if trip.symbol is not None and desk.by_symbol is not None:
        result = desk.by_symbol.memory.result(trip.symbol, desk.by_symbol.seen, desk.state.unit)
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
    elif isinstance(guard, EquityGuard):
        if desk.by_symbol is not None:
            desk.by_symbol.memory.let_go(guard, row)
        if desk.of_account is not None and row.guard in desk.of_account.marks:
            desk.of_account.let_go(guard, row)
