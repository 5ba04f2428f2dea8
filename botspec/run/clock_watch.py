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
    """Halt, until a person re-arms it, once two answers in a row say that this machine's clock is more than 5 s off.

    One alone may be an old one, from a cache or a machine that is behind.
    """
    if run.env.skew is None or CLOCK in run.desk.state.trips or abs(run.env.skew()) <= MUCH_SKEW:
        return
    skew = run.env.skew()
    if not abs(skew) <= MUCH_SKEW:
        text = f"this machine's clock is {abs(skew).total_seconds():.1f} s off the broker's"
        trip(run.desk, CLOCK, Action.HALT, at, text)
