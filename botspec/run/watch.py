"""Guards at work: releases, trips, and what a trip does to orders and wishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from botspec.domain.guards import Trip
from botspec.domain.rows import DroppedRow, ReleasedRow, TripRow
from botspec.risk.guards.guard import Breach, Guard, clearly_within, first_breach
from botspec.risk.guards.references import EquityBlock, Marks
from botspec.risk.guards.release import released
from botspec.run.desk import Desk
from botspec.run.state import is_entry


def release_trips(desk: Desk, equity: float, session: int, at: datetime) -> frozenset[str]:
    """End the trips whose time has come; each guard's reference starts again from `equity`.

    Names every guard released at `at`, also when this moment is dealt with a second time.
    """
    for guard in desk.bot.guards:
        trip = desk.state.trips.get(guard.name)
        if trip is None:
            continue
        why = released(trip, guard.release, at, new_session=session > trip.session)
        if why is not None:
            desk.record(ReleasedRow(at, trip.id, guard.name, why, equity, session))
            desk.marks[guard.name] = Marks.restarted(equity, session)
    return frozenset(name for name, since in desk.state.released.items() if since == at)


def breaches(desk: Desk, block: EquityBlock) -> list[tuple[Guard, Breach]]:
    """The guards not tripped yet that trip within `block`, each with its first breach."""
    found = []
    extent = block.extent
    for guard in desk.bot.guards:
        marks = desk.marks[guard.name]
        if guard.name in desk.state.trips or clearly_within(guard, marks, extent):
            continue
        breach = first_breach(guard, marks, block)
        if breach is not None:
            found.append((guard, breach))
    return found


def watch(
    desk: Desk,
    block: EquityBlock,
    at: datetime,
    *,
    skip: frozenset[str] = frozenset(),
    where: str | None = None,
) -> None:
    """Trip what must trip on this one row, strictest action first: no entry waits, what works is to be canceled.

    `skip` names guards released on this very row: their reference is its close, so its earlier marks say nothing.
    """
    found = [(guard, breach) for guard, breach in breaches(desk, block) if guard.name not in skip]
    for guard, breach in sorted(found, key=lambda pair: -pair[0].action.severity):
        trip = _trip(desk, guard, breach, at)
        session = int(block.session[0])
        desk.record(TripRow(at, replace(trip, where=where or trip.where, session=session)))
    enforce(desk, at)


def _trip(desk: Desk, guard: Guard, breach: Breach, at: datetime) -> Trip:
    return Trip(
        id=f"{guard.name}-{desk.state.trip_counts[guard.name] + 1}",
        guard=guard.name,
        action=guard.action,
        at=at,
        used=breach.used,
        limit=guard.limit,
        reference=breach.reference,
        equity=breach.equity,
        where=breach.where,
        session=0,
    )


def enforce(desk: Desk, at: datetime) -> None:
    """While entries are blocked: none waits and none works. Asked again on every step until it is so."""
    blocked = desk.state.no_entries
    if blocked is None:
        return
    for wanted in [wish for wish in desk.state.outbox if not wish.leg.reduces]:
        desk.record(DroppedRow(at, wanted, blocked[1]))
    for working in list(desk.state.working.values()):
        if is_entry(working):
            desk.cancel(working, blocked[1], at)


def pass_by(desk: Desk, block: EquityBlock) -> None:
    """Let every guard's memory take in rows that are dealt with."""
    passed: dict[Marks, Marks] = {}
    for name, marks in desk.marks.items():
        if marks not in passed:
            passed[marks] = marks.after(block)
        desk.marks[name] = passed[marks]
