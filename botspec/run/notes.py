"""Why nothing was done: written once for as long as the reason stands."""

from __future__ import annotations

from botspec.domain.intents import Proposal, Reading, Wanted
from botspec.domain.orders import PositionSide
from botspec.domain.rows import DecisionRow, DeniedRow
from botspec.run.desk import Desk
from botspec.run.view import View


def note(desk: Desk, view: View, column: int, side: PositionSide, reason: str, detail: str) -> None:
    """Write down why there is no order, if it is news."""
    if _is_news(desk, view, column, side, reason):
        desk.record(DecisionRow(view.at, desk.bot.symbols[column], reason, detail))


def note_standing(desk: Desk, view: View, column: int, side: PositionSide, reason: str, detail: str) -> None:
    """Write down why nothing can be said of a signal, where that begins: whatever happens meanwhile, it is no news."""
    last = desk.state.reasons.get(desk.bot.symbols[column])
    if last is None or last[1] < view.since(column, side):
        desk.record(DecisionRow(view.at, desk.bot.symbols[column], reason, detail))


def denial(limit: str) -> str:
    """The reason code of what that kind of limit denied."""
    return f"DENIED_{limit.upper()}"


def deny(
    desk: Desk, view: View, column: int, side: PositionSide, denied: tuple[Wanted, Proposal, str, Reading]
) -> None:
    """Write down which limit denied a wish, if it is news."""
    wanted, proposal, limit, reading = denied
    if _is_news(desk, view, column, side, denial(limit)):
        desk.record(DeniedRow(view.at, wanted, proposal, limit, reading))


def _is_news(desk: Desk, view: View, column: int, side: PositionSide, reason: str) -> bool:
    """True unless this reason was already written down for the signal that stands now."""
    last = desk.state.reasons.get(desk.bot.symbols[column])
    return last is None or last[0] != reason or last[1] < view.since(column, side)
