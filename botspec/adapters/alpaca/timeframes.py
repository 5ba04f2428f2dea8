"""Which session and which moments a bar's time stamp stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from botspec.data.resample import last_sessions
from botspec.expressions.times import Times
from botspec.market.calendar import OutsideCalendar, Session
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import nanoseconds

DAILY = "1Day"
INTRADAY = {
    "1Min": timedelta(minutes=1),
    "5Min": timedelta(minutes=5),
    "15Min": timedelta(minutes=15),
    "30Min": timedelta(minutes=30),
    "1Hour": timedelta(hours=1),
    "4Hour": timedelta(hours=4),
}
SLOW = ("1Week", "1Month")
ASKED = {"1Hour": "30Min", "4Hour": "30Min", "1Week": DAILY, "1Month": DAILY}
"""What Alpaca is asked for instead: its hours begin on the hour, ours with the session."""


def asked_for(timeframe: str, hours: Hours) -> str:
    """The bars to ask Alpaca for, where `timeframe` is wanted: days of pairs are whole, so their hours are ours."""
    return timeframe if hours.always and timeframe not in SLOW else ASKED.get(timeframe, timeframe)


Sessions = Callable[[date, date], Sequence[Session]]


@dataclass(frozen=True, slots=True)
class Slot:
    """UTC nanoseconds of a bar's open and close, and the ordinal of its session's date."""

    opened_at: int
    closed_at: int
    session: int


def slots(timeframe: str, sessions: Sequence[Session], hours: Hours = REGULAR) -> Callable[[str], Slot | None]:
    """Where a bar with an RFC 3339 time stamp belongs; None for one outside of `hours`.

    `sessions` are the exchange's. Daily bars are stamped midnight where the market is, intraday bars with their left
    edge, counted from the session's open; the last one before the close ends with it; a week or a month is stamped in
    it. Raises ValueError for a time stamp that is none.
    """
    if timeframe in SLOW:
        return _slow(timeframe, hours)
    by_date = {session.on: session for session in sessions}
    length = INTRADAY.get(timeframe)

    def place(stamp: str) -> Slot | None:
        at, day = read_stamp(stamp, hours)
        session = by_date.get(day)
        if session is None:
            return None
        opened_at, closed_at = (session.opens_at, session.closes_at) if length is None else (at, at + length)
        traded = hours.widened(session)
        if opened_at < traded.opens_at or opened_at >= traded.closes_at:
            return None
        if length is not None and (at - session.opens_at) % length:
            return None
        if opened_at < session.closes_at:
            closed_at = min(closed_at, session.closes_at)
        return Slot(nanoseconds(opened_at), nanoseconds(closed_at), session.on.toordinal())

    return place


def _slow(timeframe: str, hours: Hours) -> Callable[[str], Slot | None]:
    def place(stamp: str) -> Slot | None:
        session = core_of(stamp, hours)
        if session is None:
            return None
        opens, closes = nanoseconds(session.opens_at), nanoseconds(session.closes_at)
        opened_at, closed_at, on = (np.array([each]) for each in (opens, closes, session.on.toordinal()))
        days = Times(opened_at, closed_at, on, hours)
        spans = days.spans(timeframe)
        return Slot(int(spans.starts[0]), int(spans.ends[0]), int(last_sessions(spans.ends, hours)[0]))

    return place


def read_stamp(stamp: str, hours: Hours) -> tuple[datetime, date]:
    """The moment, and its date where the market is. Raises ValueError, also of one without its zone."""
    at = datetime.fromisoformat(stamp)
    if at.tzinfo is None:
        raise ValueError("a time stamp without its zone")
    try:
        return at, hours.day(at)
    except OverflowError as error:
        raise ValueError("a time stamp at the end of all time") from error


def core_of(stamp: str, hours: Hours) -> Session | None:
    """The session of a time stamp's date. Raises ValueError, also where the calendar does not reach."""
    try:
        return hours.core_on(read_stamp(stamp, hours)[1])
    except OutsideCalendar as error:
        raise ValueError(str(error)) from error
