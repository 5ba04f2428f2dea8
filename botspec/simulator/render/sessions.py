"""Clock and calendar in New York time, as Alpaca sends them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from botspec.market.calendar import OutsideCalendar, Session, next_session, session_on

NEW_YORK = ZoneInfo("America/New_York")
EARLY_EVENING = "1700"
EVENING = "2000"


def clock_json(now: datetime) -> dict[str, Any]:
    """Whether a regular session is under way, and the next open and close."""
    session = session_on(now.astimezone(NEW_YORK).date())
    is_open = session is not None and session.opens_at <= now < session.closes_at
    following = next_session(now)
    closing = session if is_open and session is not None else following
    return {
        "timestamp": now.astimezone(NEW_YORK).isoformat(),
        "is_open": is_open,
        "next_open": following.opens_at.astimezone(NEW_YORK).isoformat(),
        "next_close": closing.closes_at.astimezone(NEW_YORK).isoformat(),
    }


def session_json(session: Session) -> dict[str, str]:
    """One day of the calendar; settlement is the session after."""
    return {
        "date": session.on.isoformat(),
        "open": _wall(session.opens_at),
        "close": _wall(session.closes_at),
        "session_open": "0400",
        "session_close": EARLY_EVENING if session.early else EVENING,
        "settlement_date": _settles(session),
    }


def _wall(at: datetime) -> str:
    return at.astimezone(NEW_YORK).strftime("%H:%M")


def _settles(session: Session) -> str:
    try:
        return next_session(session.closes_at).on.isoformat()
    except OutsideCalendar:
        return (session.on + timedelta(days=1)).isoformat()
