"""From what a file's stamps say to rows: which session a bar belongs to, when it opened, when it was known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from botspec.data.bars import Bars
from botspec.data.grid import Grid, grid
from botspec.data.refused import DataRefused
from botspec.market.calendar import OutsideCalendar
from botspec.market.moments import EPOCH, SECOND, moment
from botspec.spec.words import Timeframe

_DAY = 86_400 * SECOND
_EPOCH = EPOCH.toordinal()


@dataclass(frozen=True, slots=True)
class Placed:
    """One symbol's rows [n]: times in UTC nanoseconds, session as date ordinal, `values` [n, 5] prices and volume."""

    opened_at: NDArray[np.int64]
    closed_at: NDArray[np.int64]
    session: NDArray[np.int64]
    values: NDArray[np.float64]

    def between(self, first: int, last: int) -> Placed:
        """Only sessions `first` to `last`, both included."""
        keep = slice(*np.searchsorted(self.session, [first, last + 1]).tolist())
        return Placed(self.opened_at[keep], self.closed_at[keep], self.session[keep], self.values[keep])


def place(bars: Bars, timeframe: Timeframe) -> Placed:
    """Bars on the exchange's sessions. Intraday bars outside regular sessions are left out. Raises DataRefused."""
    try:
        sessions = grid(int(bars.stamps[0]), int(bars.stamps[-1]))
    except OutsideCalendar as error:
        raise DataRefused(bars.path, None, str(error)) from error
    return _daily(bars, sessions) if timeframe.daily else _intraday(bars, sessions, timeframe)


def _daily(bars: Bars, sessions: Grid) -> Placed:
    starts = _utc_midnight(sessions) if bars.dates else sessions.midnight
    found = np.searchsorted(starts, bars.stamps)
    nearest = np.minimum(found, max(len(starts) - 1, 0))
    strange = np.ones(len(found), dtype=bool) if not len(starts) else starts[nearest] != bars.stamps
    if strange.any():
        row = int(np.argmax(strange))
        raise bars.refuse(row, _no_session(int(bars.stamps[row]), dates=bars.dates))
    return Placed(sessions.opens[found], sessions.closes[found], sessions.session[found], bars.values)


def _utc_midnight(sessions: Grid) -> NDArray[np.int64]:
    return (sessions.session - _EPOCH) * _DAY


def _no_session(stamp: int, *, dates: bool) -> str:
    at = moment(stamp)
    if dates:
        return f"{at:%Y-%m-%d} is no session of the exchange"
    return f"{at:%Y-%m-%dT%H:%M:%SZ} is not midnight in New York before a session, as the stamp of a daily bar must be"


def _intraday(bars: Bars, sessions: Grid, timeframe: Timeframe) -> Placed:
    if bars.dates:
        raise bars.refuse(0, f"a date alone does not say when a {timeframe} bar opened")
    width = timeframe.seconds * SECOND
    uneven = bars.stamps % width != 0
    if uneven.any():
        raise bars.refuse(int(np.argmax(uneven)), f"a {timeframe} bar opens on a whole multiple of {timeframe} (UTC)")
    crooked = bars.stamps % width != 0
    if crooked.any():
        raise bars.refuse(int(np.argmax(crooked)), f"a {timeframe} bar opens on a whole multiple of {timeframe}")
    at = np.searchsorted(sessions.opens, bars.stamps, side="right") - 1
    regular = at >= 0
    regular[regular] = bars.stamps[regular] < sessions.closes[at[regular]]
    opened = bars.stamps[regular]
    return Placed(opened, opened + width, sessions.session[at[regular]], bars.values[regular])
