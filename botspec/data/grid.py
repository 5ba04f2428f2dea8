"""Sessions as columns, to place bars on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from botspec.market import calendar
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import EPOCH, SECOND, moment, nanoseconds

_FROM_MIDNIGHT = int(timedelta(hours=9, minutes=30).total_seconds()) * SECOND
_DAY = 86_400 * SECOND
_EPOCH = EPOCH.toordinal()


@dataclass(frozen=True, slots=True)
class Grid:
    """Consecutive sessions [S]: date ordinals, opens and closes in UTC nanoseconds."""

    session: NDArray[np.int64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    always: bool = False

    @property
    def midnight(self) -> NDArray[np.int64]:
        """Midnight before each session, in New York (clocks change on Sundays only): Alpaca's stamp of a daily bar."""
        return self.opens if self.always else self.opens - _FROM_MIDNIGHT


def grid(first: int, last: int, hours: Hours = REGULAR) -> Grid:
    """All sessions around the moments `first` to `last` (UTC nanoseconds), opens and closes as rules mean them.

    Raises OutsideCalendar.
    """
    if hours.always:
        return _days(first // _DAY, last // _DAY)
    start = moment(first).astimezone(calendar.NEW_YORK).date()
    stop = moment(last).date()
    calendar.session_on(start), calendar.session_on(stop)
    years = [_year(year) for year in range(start.year, stop.year + 1)]
    session = np.concatenate([each.session for each in years])
    inside = slice(*np.searchsorted(session, [start.toordinal(), stop.toordinal() + 1]).tolist())
    return Grid(
        session=session[inside],
        opens=np.concatenate([each.opens for each in years])[inside],
        closes=np.concatenate([each.closes for each in years])[inside],
    )


def _days(first: int, last: int) -> Grid:
    """UTC days, by their number since the epoch, both included."""
    days = np.arange(first, last + 1, dtype=np.int64)
    return Grid(days + _EPOCH, days * _DAY, (days + 1) * _DAY, always=True)


@lru_cache(maxsize=64)
def _year(year: int) -> Grid:
    known = calendar.table()
    found = calendar.sessions(max(date(year, 1, 1), known.first), min(date(year, 12, 31), known.last))
    return Grid(
        session=np.array([each.on.toordinal() for each in found], dtype=np.int64),
        opens=np.array([nanoseconds(each.opens_at) for each in found], dtype=np.int64),
        closes=np.array([nanoseconds(each.closes_at) for each in found], dtype=np.int64),
    )
