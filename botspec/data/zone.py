"""Wall-clock times of New York -> UTC, where that is certain."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from botspec.market.calendar import NEW_YORK
from botspec.market.distinct import distinct
from botspec.market.moments import EPOCH, SECOND

_DAY = 86_400 * SECOND


class NotOnce(ValueError):
    """A wall-clock time that was twice or never, because clocks changed; `row` is the first such one."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def from_new_york(local: NDArray[np.int64]) -> NDArray[np.int64]:
    """UTC nanoseconds of wall-clock nanoseconds [n] in New York. Raises NotOnce."""
    day = local // _DAY
    days = distinct(day)
    starts = np.array([_offset(int(each)) for each in days], dtype=np.int64)
    ends = np.array([_offset(int(each) + 1) for each in days], dtype=np.int64)
    at = np.searchsorted(days, day)
    offset = starts[at]
    for row in np.flatnonzero(starts[at] != ends[at]).tolist():
        offset[row] = _exact(int(local[row]), row)
    return local - offset


@lru_cache(maxsize=65_536)
def _offset(day: int) -> int:
    """What New York's midnight of that day (counted from 1970) differs from UTC, in nanoseconds."""
    return _of((EPOCH + timedelta(days=day)).replace(tzinfo=NEW_YORK))


def _exact(local: int, row: int) -> int:
    at = (EPOCH + timedelta(microseconds=local // 1000)).replace(tzinfo=NEW_YORK)
    earlier, later = _of(at), _of(at.replace(fold=1))
    if earlier != later:
        raise NotOnce(row)
    return earlier


def _of(at: datetime) -> int:
    offset = at.utcoffset() or timedelta()
    return int(offset.total_seconds()) * SECOND
