"""Time in which an order can trade: sessions, without what lies between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from botspec.market.calendar import NEW_YORK, OutsideCalendar, next_session, session_on


@lru_cache(maxsize=4096)
def after(at: datetime, wait: timedelta) -> datetime | None:
    """When an order sent at `at` could have traded for `wait`; None where the calendar ends before."""
    try:
        session = session_on(at.astimezone(NEW_YORK).date())
        if session is None or at >= session.closes_at:
            session = next_session(at)
        start = max(at, session.opens_at)
        while wait > session.closes_at - start:
            wait -= session.closes_at - start
            session = next_session(session.opens_at)
            start = session.opens_at
    except OutsideCalendar:
        return None
    return start + wait


def is_last_moment(at: datetime) -> bool:
    """True outside sessions and with a session's close: nothing that is sent now could trade today."""
    session = session_on(at.astimezone(NEW_YORK).date())
    return session is None or not session.opens_at <= at < session.closes_at
