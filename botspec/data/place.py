"""From what a file's stamps say to rows: which session a bar belongs to, when it opened, when it was known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from botspec.data.bars import Bars
from botspec.data.grid import Grid, grid
from botspec.data.refused import DataRefused
from botspec.market.calendar import NEW_YORK, OutsideCalendar
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import EPOCH, SECOND, moment, nanoseconds
from botspec.spec.words import Timeframe

_DAY = 86_400 * SECOND
_EARLIEST, _LATEST = date(1678, 1, 1), date(2261, 12, 31)
"""What nanoseconds in 64 bits can tell."""
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
        return self.take(slice(*np.searchsorted(self.session, [first, last + 1]).tolist()))

    def take(self, rows: slice | NDArray[np.bool_]) -> Placed:
        """Only some rows."""
        return Placed(self.opened_at[rows], self.closed_at[rows], self.session[rows], self.values[rows])


def place(bars: Bars, width: Timeframe, hours: Hours = REGULAR) -> Placed:
    """Bars on the market's sessions. Intraday bars outside of `hours` are left out. Raises DataRefused."""
    sessions = sessions_of(bars, hours)
    return _intraday(bars, sessions, width, hours) if width.intraday else _daily(bars, sessions)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; None is as far as bars go."""

    first: date | None = None
    last: date | None = None


def count_outside(bars: Bars, period: Period) -> int:
    """How many intraday bars of a period open outside regular sessions. Raises DataRefused."""
    first, last = period.first or date.min, period.last or date.max
    start = nanoseconds(datetime.combine(first, time(), NEW_YORK)) if first > _EARLIEST else int(bars.stamps[0])
    stop = nanoseconds(datetime.combine(last, time(), NEW_YORK)) + _DAY if last < _LATEST else int(bars.stamps[-1]) + 1
    sessions = sessions_of(bars)
    own = bars.stamps[slice(*np.searchsorted(bars.stamps, [start, stop]).tolist())]
    at = np.searchsorted(sessions.opens, own, side="right") - 1
    regular = at >= 0
    regular[regular] = own[regular] < sessions.closes[at[regular]]
    return int(len(own) - regular.sum())


def fits(bars: Bars, width: Timeframe, hours: Hours = REGULAR) -> NDArray[np.bool_]:
    """Which bars `place` does not refuse; those it leaves out, outside of `hours`, fit. Raises DataRefused."""
    sessions = sessions_of(bars, hours)
    if not width.intraday:
        return ~_found(bars, sessions)[1]
    at, used = _within(bars, sessions, hours)
    fit = np.ones(len(bars.stamps), dtype=bool)
    fit[used] = (bars.stamps[used] - sessions.opens[at[used]]) % (width.seconds * SECOND) == 0
    return fit


def sessions_of(bars: Bars, hours: Hours = REGULAR) -> Grid:
    """All sessions that the bars may belong to. Raises DataRefused."""
    try:
        return grid(int(bars.stamps[0]), int(bars.stamps[-1]), hours)
    except OutsideCalendar as error:
        raise DataRefused(bars.path, None, str(error)) from error


def joined(pieces: Sequence[Placed]) -> Placed:
    """Pieces one after the other."""
    if len(pieces) == 1:
        return pieces[0]
    return Placed(
        np.concatenate([each.opened_at for each in pieces]),
        np.concatenate([each.closed_at for each in pieces]),
        np.concatenate([each.session for each in pieces]),
        np.concatenate([each.values for each in pieces]),
    )


def daily_rows(bars: Bars, sessions: Grid) -> NDArray[np.intp] | None:
    """The session of each bar when all are stamped as daily bars are; None when one is not."""
    found, strange = _found(bars, sessions)
    return None if strange.any() else found


def _counted(hours: Hours) -> str:
    return "after midnight UTC" if hours.always else "after the session's open"


def _found(bars: Bars, sessions: Grid) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    starts = _utc_midnight(sessions) if bars.dates else sessions.midnight
    found = np.searchsorted(starts, bars.stamps)
    nearest = np.minimum(found, max(len(starts) - 1, 0))
    return found, np.ones(len(found), dtype=bool) if not len(starts) else starts[nearest] != bars.stamps


def _daily(bars: Bars, sessions: Grid) -> Placed:
    found, strange = _found(bars, sessions)
    if strange.any():
        row = int(np.argmax(strange))
        raise bars.refuse(row, _no_session(int(bars.stamps[row]), dates=bars.dates, always=sessions.always))
    return Placed(sessions.opens[found], sessions.closes[found], sessions.session[found], bars.values)


def _utc_midnight(sessions: Grid) -> NDArray[np.int64]:
    return (sessions.session - _EPOCH) * _DAY


def _no_session(stamp: int, *, dates: bool, always: bool) -> str:
    at = moment(stamp)
    if dates:
        return f"{at:%Y-%m-%d} is no session of the exchange"
    if always:
        return f"{at:%Y-%m-%dT%H:%M:%SZ} is not midnight UTC, as the stamp of a daily bar must be"
    return f"{at:%Y-%m-%dT%H:%M:%SZ} is not midnight in New York before a session, as the stamp of a daily bar must be"


def _within(bars: Bars, sessions: Grid, hours: Hours) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The session each bar would be of, and whether it opens in it or in the hours around it."""
    before, after = (int(each.total_seconds()) * SECOND for each in (hours.before, hours.after))
    at = np.searchsorted(sessions.opens - before, bars.stamps, side="right") - 1
    used = at >= 0
    used[used] = bars.stamps[used] < sessions.closes[at[used]] + after
    return at, used


def _intraday(bars: Bars, sessions: Grid, timeframe: Timeframe, hours: Hours) -> Placed:
    if bars.dates:
        raise bars.refuse(0, f"a date alone does not say when a {timeframe} bar opened")
    width = timeframe.seconds * SECOND
    at, used = _within(bars, sessions, hours)
    rows: slice | NDArray[np.bool_] = slice(None) if used.all() else used
    opened, at = bars.stamps[rows], at[rows]
    opens, closes = sessions.opens[at], sessions.closes[at]
    uneven = (opened - opens) % width != 0
    if uneven.any():
        row = int(np.flatnonzero(used)[np.argmax(uneven)])
        raise bars.refuse(row, f"a {timeframe} bar opens on a whole multiple of {timeframe} {_counted(hours)}")
    ends = np.where(opened < closes, np.minimum(opened + width, closes), opened + width)
    return Placed(opened, ends, sessions.session[at], bars.values[rows])
