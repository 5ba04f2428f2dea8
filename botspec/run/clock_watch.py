"""A machine's clock that was set: moments, sessions and ages of prices are all wrong by then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botspec.domain.guards import Action
from botspec.run.tripping import trip

if TYPE_CHECKING:
    from botspec.run.loop import Live

CLOCK = "clock"
MUCH_SKEW = timedelta(seconds=5)


def watch_clock(run: Live, at: datetime) -> None:
    """Halt, until a person re-arms it, once this machine's clock is more than 5 s off the broker's."""
    if run.env.skew is None or CLOCK in run.desk.state.trips:
        return
    skew = run.env.skew()
    if not abs(skew) <= MUCH_SKEW:
        text = f"this machine's clock is {abs(skew).total_seconds():.1f} s off the broker's"
        trip(run.desk, CLOCK, Action.HALT, at, text)
