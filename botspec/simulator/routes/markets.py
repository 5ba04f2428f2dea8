"""The third version of clock and calendar: markets by name, with their phases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from botspec.market.calendar import NEW_YORK, Session, next_session, session_on, sessions, table
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.simulation import Simulation

MARKETS: Mapping[str, tuple[str, str, str]] = {
    "NYSE": ("NYSE", "XNYS", "New York Stock Exchange"),
    "NASDAQ": ("NASDAQ", "XNAS", "NASDAQ Stock Market"),
}
NAMES = {alias: found for found in MARKETS.values() for alias in found[:2]}
PRE, POST, EARLY_POST = time(4), time(20), time(17)


def clock(sim: Simulation, asked: Asked) -> Answer:
    """GET /v3/clock."""
    at = asked.moment("time") or sim.now
    return Answer({"clocks": [_clock(name, at) for name in asked.words("markets") or ("NYSE",)]})


def calendar(_: Simulation, asked: Asked) -> Answer:
    """GET /v3/calendar/{market}: as far as the shipped table goes."""
    market, known = _market(asked.path["market"]), table()
    start, end = asked.moment("start"), asked.moment("end", end_of_day=True)
    first = known.first if start is None else max(start.astimezone(NEW_YORK).date(), known.first)
    last = known.last if end is None else min(end.astimezone(NEW_YORK).date(), known.last)
    days = sessions(first, last) if first <= last else ()
    return Answer({"market": market, "calendar": [_day(session) for session in days]})


def _market(name: str) -> dict[str, str]:
    if name not in NAMES:
        raise Bad(f"invalid market: {name}: this simulator has {', '.join(NAMES)}")
    acronym, mic, full = NAMES[name]
    return {"acronym": acronym, "mic": mic, "name": full, "timezone": "America/New_York"}


def _clock(name: str, at: datetime) -> dict[str, Any]:
    today, following = session_on(at.astimezone(NEW_YORK).date()), next_session(at)
    under_way = today is not None and at < today.closes_at
    closing = today if under_way and today is not None else following
    phase, until = _phase(at, today, following)
    return {
        "market": _market(name),
        "timestamp": at.astimezone(NEW_YORK).isoformat(),
        "is_market_day": today is not None,
        "next_market_open": following.opens_at.astimezone(NEW_YORK).isoformat(),
        "next_market_close": closing.closes_at.astimezone(NEW_YORK).isoformat(),
        "phase": phase,
        "phase_until": until.astimezone(NEW_YORK).isoformat(),
    }


def _phase(at: datetime, today: Session | None, following: Session) -> tuple[str, datetime]:
    if today is not None:
        begins, ends = _reach(today)
        for phase, until in (
            ("closed", begins),
            ("pre", today.opens_at),
            ("core", today.closes_at),
            ("post", ends),
        ):
            if at < until:
                return phase, until
    return "closed", _reach(following)[0]


def _reach(session: Session) -> tuple[datetime, datetime]:
    """From the first to the last moment of its day's trading."""
    ends = EARLY_POST if session.early else POST
    return datetime.combine(session.on, PRE, NEW_YORK), datetime.combine(session.on, ends, NEW_YORK)


def _day(session: Session) -> dict[str, str]:
    begins, ends = _reach(session)
    opens, closes = session.opens_at.astimezone(NEW_YORK), session.closes_at.astimezone(NEW_YORK)
    return {
        "date": session.on.isoformat(),
        "pre_start": begins.isoformat(),
        "pre_end": opens.isoformat(),
        "core_start": opens.isoformat(),
        "core_end": closes.isoformat(),
        "post_start": closes.isoformat(),
        "post_end": ends.isoformat(),
    }
