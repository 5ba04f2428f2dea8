"""Warnings before a guard trips: half and four fifths of its limit used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from botspec.domain.guards import latch
from botspec.domain.rows import NoteRow
from botspec.risk.guards.columns import Columns, ReferenceT
from botspec.risk.guards.guard import EquityGuard
from botspec.risk.guards.references import EquityBlock, references
from botspec.risk.guards.results import result_columns
from botspec.run.desk import Desk

Used = tuple[str, EquityGuard, float]

STEPS = (0.5, 0.8)
FORGET = 0.4  # used less again: the next rise is news


def warn_of_headroom(desk: Desk, warned: dict[str, float], block: EquityBlock, at: datetime) -> None:
    """Write down each guard of equity, and of each symbol's, that has used more of its limit than was said before."""
    for name, guard, used in [*_of_bot(desk, block), *_of_account(desk), *_of_symbols(desk, block)]:
        if name in desk.state.trips:
            continue
        reached = max((step for step in STEPS if used >= step), default=0.0)
        if reached > warned.get(name, 0.0):
            desk.record(NoteRow(at, "warning", "HEADROOM", f"{name}: {used:.0%} of its {guard.limit:.2%} is used"))
            warned[name] = reached
        elif used < FORGET:
            warned.pop(name, None)


def _of_bot(desk: Desk, block: EquityBlock) -> Iterator[Used]:
    for guard in desk.equity_guards:
        yield guard.name, guard, _used(guard, references(desk.marks[guard.name], block))


def _of_account(desk: Desk) -> Iterator[Used]:
    watching = desk.of_account
    if watching is None:
        return
    for guard in watching.guards:
        yield guard.name, guard, _used(guard, references(watching.marks[guard.name], watching.seen.block))


def _of_symbols(desk: Desk, block: EquityBlock) -> Iterator[Used]:
    watching = desk.by_symbol
    if watching is None:
        return
    for symbol, result in watching.memory.counted(watching.seen, watching.unit).items():
        for guard in watching.memory.guards:
            columns = result_columns(watching.memory.of(guard, symbol), result.block, block)
            yield latch(guard.name, symbol), guard, _used(guard, columns)


def _used(guard: EquityGuard, columns: Columns[ReferenceT]) -> float:
    lost = float(guard.losses(columns, guard.reference(columns))[-1, -1])
    return lost / guard.limit if guard.limit > 0 else 0.0
