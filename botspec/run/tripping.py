"""Trips that no guard of the spec makes: a person's, and those of a broker that does not agree."""

from __future__ import annotations

from datetime import datetime

from botspec.domain.guards import Action, Trip
from botspec.domain.rows import NoteRow, TripRow
from botspec.run.begin_again import begin_again
from botspec.run.desk import Desk
from botspec.run.watch import enforce

OPERATOR, STOPPING, UNRECONCILED, STRANGER, BLOCKED = "operator", "stopping", "reconcile", "stranger", "account"


def trip(desk: Desk, guard: str, action: Action, at: datetime, because: str) -> Trip:
    """Trip durably, then write down what follows for entries; `carry_out` asks the broker for it."""
    made = Trip(
        id=f"{guard}-{desk.state.trip_counts[guard] + 1}",
        guard=guard,
        action=action,
        at=at,
        used=0.0,
        limit=0.0,
        reference=known_equity(desk),
        equity=known_equity(desk),
        where=guard,
        session=desk.bot.hours.day(at).toordinal(),
    )
    desk.record(TripRow(at, made))
    desk.record(NoteRow(at, "error", "TRIPPED", f"{made.id}: {action.value}: {because}"))
    desk.journal.commit()
    enforce(desk, at)
    return made


def let_go(desk: Desk, held: Trip, at: datetime, why: str, equity: float) -> None:
    """End a trip; a guard's reference starts again from `equity`, USD."""
    session, equity = desk.bot.hours.day(at).toordinal(), equity * desk.state.unit
    begin_again(desk, held, at, why, equity, session)


def known_equity(desk: Desk) -> float:
    """Equity at the last mark, USD; the capital before there is one."""
    mark = desk.state.last_mark
    return float(desk.bot.capital) if mark is None else mark.equity + float(desk.state.came_in(mark.at))
