"""When a trip ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from botspec.domain.guards import Trip
from botspec.domain.values import Bars, Duration
from botspec.risk.guards.guard import Until


def released(trip: Trip, release: Until, at: datetime, *, new_session: bool, bars: int | None = None) -> str | None:
    """Why the trip ends at `at` (`after`, `next_session`), or None while it stays latched.

    `new_session` says that `at` lies in a later session than the trip, `bars` how many bars began and closed since;
    None when that is not known.
    """
    match release:
        case Duration():
            return "after" if at >= trip.at + timedelta(seconds=release.seconds) else None
        case Bars():
            return "after" if bars is not None and bars >= release.count else None
        case "next_session":
            return "next_session" if new_session else None
        case "manual":
            return None
