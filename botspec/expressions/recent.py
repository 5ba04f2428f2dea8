"""Conditions over the bars before: since when, how often. Unknown wherever an unknown bar could change the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions import kleene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Column = NDArray[np.float64]
    Truth = NDArray[np.int8]


def since(truth: Truth) -> Column:
    """Bars since it was last true, 0 where it is; NaN before that, and once it may have been true again."""
    bars = np.arange(len(truth))
    last = np.maximum.accumulate(np.where(truth == kleene.TRUE, bars, -1))
    doubtful = np.maximum.accumulate(np.where(truth == kleene.UNKNOWN, bars, -1))
    return np.where((last >= 0) & (doubtful < last), bars - last, np.nan)


def count(truth: Truth, bars: int) -> Column:
    """On how many of the last `bars` bars it is true."""
    answer = np.full(len(truth), np.nan)
    often, doubtful = _within(truth == kleene.TRUE, bars), _within(truth == kleene.UNKNOWN, bars)
    answer[bars - 1 :] = np.where(doubtful == 0, often, np.nan)
    return answer


def _within(flags: NDArray[np.bool_], bars: int) -> NDArray[np.int64]:
    """How many of the last `bars` are set, from the first bar on that has as many."""
    total = np.concatenate(([0], np.cumsum(flags)))
    return total[bars:] - total[: max(len(total) - bars, 0)]
