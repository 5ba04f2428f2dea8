"""Which session and which moments a bar's time stamp stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from botspec.market.calendar import NEW_YORK, Session
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
Sessions = Callable[[date, date], Sequence[Session]]


@dataclass(frozen=True, slots=True)
class Slot:
    """UTC nanoseconds of a bar's open and close, and the ordinal of its session's date."""

    opened_at: int
    closed_at: int
    session: int


def slots(timeframe: str, sessions: Sequence[Session]) -> Callable[[str], Slot | None]:
    """Where a bar with an RFC 3339 time stamp belongs; None for one outside regular sessions.

    Daily bars are stamped midnight in New York, intraday bars with their left edge, counted from the session's open;
    the last one ends with the session. Raises ValueError for a time stamp that is none.
    """
    by_date = {session.on: session for session in sessions}
    length = INTRADAY.get(timeframe)

    def place(stamp: str) -> Slot | None:
        at = datetime.fromisoformat(stamp)
        session = by_date.get(at.astimezone(NEW_YORK).date())
        if session is None:
            return None
        opened_at, closed_at = (session.opens_at, session.closes_at) if length is None else (at, at + length)
        if opened_at < session.opens_at or opened_at >= session.closes_at:
            return None
        if length is not None and (at - session.opens_at) % length:
            return None
        return Slot(nanoseconds(opened_at), nanoseconds(min(closed_at, session.closes_at)), session.on.toordinal())

    return place
