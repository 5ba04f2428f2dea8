"""Time in which an order can trade: sessions, without what lies between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from botspec.market.calendar import OutsideCalendar
from botspec.market.hours import REGULAR, Hours


@lru_cache(maxsize=4096)
def after(at: datetime, wait: timedelta, hours: Hours = REGULAR) -> datetime | None:
    """When an order sent at `at` could have traded for `wait`; None where the calendar ends before."""
    try:
        session = hours.session_on(hours.day(at))
        if session is None or at >= session.closes_at:
            session = hours.next_session(at)
        start = max(at, session.opens_at)
        while wait > session.closes_at - start:
            wait -= session.closes_at - start
            session = hours.next_session(session.opens_at)
            start = session.opens_at
    except OutsideCalendar:
        return None
    return start + wait


def is_last_moment(at: datetime, hours: Hours = REGULAR) -> bool:
    """True outside sessions and with a session's close: nothing that is sent now could trade today."""
    return not hours.is_open(at)
