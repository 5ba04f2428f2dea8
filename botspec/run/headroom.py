"""Warnings before a guard trips: half and four fifths of its limit used."""

from __future__ import annotations

from datetime import datetime

from botspec.domain.rows import NoteRow
from botspec.risk.guards.guard import EquityGuard
from botspec.risk.guards.references import EquityBlock, references
from botspec.run.desk import Desk

STEPS = (0.5, 0.8)
FORGET = 0.4  # used less again: the next rise is news


def warn_of_headroom(desk: Desk, warned: dict[str, float], block: EquityBlock, at: datetime) -> None:
    """Write down each guard of equity that has used more of its limit than was said before."""
    for guard in desk.equity_guards:
        if guard.name in desk.state.trips:
            continue
        used = _used(desk, guard, block)
        reached = max((step for step in STEPS if used >= step), default=0.0)
        if reached > warned.get(guard.name, 0.0):
            desk.record(
                NoteRow(at, "warning", "HEADROOM", f"{guard.name}: {used:.0%} of its {guard.limit:.2%} is used")
            )
            warned[guard.name] = reached
        elif used < FORGET:
            warned.pop(guard.name, None)


def _used(desk: Desk, guard: EquityGuard, block: EquityBlock) -> float:
    columns = references(desk.marks[guard.name], block)
    lost = float(guard.losses(columns, guard.reference(columns))[-1, -1])
    return lost / guard.limit if guard.limit > 0 else 0.0
