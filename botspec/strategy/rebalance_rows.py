"""Which rows close a first or last session of a week, month or quarter: by the exchange's calendar, never by the data.

What the last session of a month is, is known on that day, so a live run decides on it as a back-test does.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.hours import core_hours
from botspec.market.moments import nanoseconds
from botspec.spec.words import Every, OnSession
from botspec.strategy.scheduled import scheduled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel


def rebalance_rows(panel: Panel, every: Every, on: OnSession) -> NDArray[np.bool_]:
    """True [T] at the last bar of each such session or, where it has none, at the first bar after it."""
    if not len(panel):
        return np.zeros(0, dtype=bool)
    first, last = (date.fromordinal(int(panel.session[row])) for row in (0, -1))
    ends = scheduled(first, last, every, on, core_hours(panel.symbols))
    closes = np.array([nanoseconds(session.closes_at) for session in ends], dtype=np.int64)
    passed = np.searchsorted(closes, panel.closed_at, side="right")
    before = np.concatenate(([np.searchsorted(closes, panel.closed_at[0], side="left")], passed[:-1]))
    due: NDArray[np.bool_] = passed > before
    return due
