"""When a trip ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from botspec.domain.guards import Trip
from botspec.domain.values import Duration
from botspec.spec.release import Release


def released(trip: Trip, release: Release, at: datetime, *, new_session: bool) -> str | None:
    """Why the trip ends at `at` (`after`, `next_session`), or None while it stays latched.

    `new_session` says that `at` lies in a later session than the trip.
    """
    if isinstance(release, Duration):
        return "after" if at >= trip.at + timedelta(seconds=release.seconds) else None
    return "next_session" if release == "next_session" and new_session else None
