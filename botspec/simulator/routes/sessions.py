"""Clock and calendar."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from botspec.market.calendar import sessions, table
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked
from botspec.simulator.render.sessions import clock_json, session_json
from botspec.simulator.simulation import Simulation

NEW_YORK = ZoneInfo("America/New_York")


def clock(sim: Simulation, _: Asked) -> Answer:
    """GET /v2/clock."""
    return Answer(clock_json(sim.now))


def calendar(_: Simulation, asked: Asked) -> Answer:
    """GET /v2/calendar: as far as the shipped table goes."""
    known = table()
    first = max(_day(asked.moment("start"), known.first), known.first)
    last = min(_day(asked.moment("end"), known.last), known.last)
    if first > last:
        return Answer([])
    return Answer([session_json(session) for session in sessions(first, last)])


def _day(given: datetime | None, otherwise: date) -> date:
    return otherwise if given is None else given.astimezone(NEW_YORK).date()
