"""The only place where a decision is made: exits first, then entries by rank, or what weights or a pair ask for."""

from __future__ import annotations

from decimal import Decimal

from botspec.run.desk import Desk
from botspec.run.entries import want_entries
from botspec.run.exits import want_exits
from botspec.run.pair import want_pair
from botspec.run.targets import want_targets
from botspec.run.view import View


def decide(desk: Desk, view: View, equity: float) -> None:
    """Fill the outbox with what this bar's close asks for. Doing it again for the same bar adds nothing."""
    want_exits(desk, view)
    targets = view.signals.targets
    if targets is not None:
        want_targets(desk, view, targets, Decimal(repr(equity)))
        return
    if desk.pair is not None:
        want_pair(desk, view, desk.pair, Decimal(repr(equity)))
        return
    want_entries(desk, view, equity)
