"""What protects ends with what it protects: exits at the broker of a position that is gone would open another."""

from __future__ import annotations

from datetime import datetime

from botspec.domain.rows import NoteRow
from botspec.run.desk import Desk
from botspec.run.working import is_entry

ORPHAN = "ORPHAN"


def end_orphans(desk: Desk, before: frozenset[str], at: datetime) -> frozenset[str]:
    """Cancel those that were there at the look `before` too; gives the names of all.

    At the first the broker may be about to say that it ended them itself.
    """
    found = frozenset(_orphans(desk))
    for name in sorted(found & before):
        working = desk.state.working[name]
        symbol = working.intent.request.symbol
        text = f"{symbol}: {name} protects nothing any more, and its broker did not end it: it is canceled"
        desk.record(NoteRow(at, "warning", ORPHAN, text))
        desk.cancel(working, "protects nothing any more", at)
    return found


def _orphans(desk: Desk) -> list[str]:
    held = desk.state.portfolio
    resting = [each for each in desk.state.working.values() if each.rests and not each.cancel_requested]
    bare = [each for each in resting if held.quantity(each.intent.request.symbol) == 0]
    return [each.intent.request.client_order_id for each in bare if not _opens(desk, each.intent.request.symbol)]


def _opens(desk: Desk, symbol: str) -> bool:
    """True while an entry may fill: what came with it waits for that."""
    return any(is_entry(each) for each in desk.state.live_in(symbol))
