"""What belongs to a session: its clock, its opening range and its own average price."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions.times import NEVER
from botspec.market.moments import SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions.columns import Columns
    from botspec.expressions.times import Times

    Column = NDArray[np.float64]

_MINUTE = 60 * SECOND
_WEEK = 7


def clock(name: str, columns: Columns, times: Times) -> Column:
    """A word of the clock at every bar [T]: as seen when the bar closes."""
    match name:
        case "minutes_since_open":
            return _minutes(times.closed_at - times.opens, times)
        case "minutes_to_close":
            return _minutes(times.closes - times.closed_at, times)
        case "day_of_week":
            return ((times.session - 1) % _WEEK + 1).astype(np.float64)
        case _:
            return _vwap(columns, times)


def opening_range(columns: Columns, times: Times, seconds: int, output: str) -> Column:
    """`high` or `low` of each session's first seconds at every bar [T], from the bar on that closes with their end."""
    ends = times.opens + seconds * SECOND
    early = (times.opens != NEVER) & (times.opened_at >= times.opens) & (times.closed_at <= ends)
    part = np.flatnonzero(early & whole_sessions(times))
    answer = np.full(len(times), np.nan)
    if not len(part):
        return answer
    days = times.session[part]
    first = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
    reached = (
        np.maximum.reduceat(columns.high[part], first)
        if output == "high"
        else np.minimum.reduceat(columns.low[part], first)
    )
    place = np.searchsorted(days[first], times.session, side="right") - 1
    known = (place >= 0) & (days[first][np.maximum(place, 0)] == times.session) & (times.closed_at >= ends)
    answer[known] = reached[place[known]]
    return answer


def whole_sessions(times: Times) -> NDArray[np.bool_]:
    """Bars whose session history does not begin in the middle of."""
    late = len(times) > 0 and bool(times.opened_at[0] > times.opens[0])
    return (times.session != times.session[0]) if late else np.ones(len(times), dtype=np.bool_)


def _minutes(span: NDArray[np.int64], times: Times) -> Column:
    return np.where(times.opens == NEVER, np.nan, span / _MINUTE)


def _vwap(columns: Columns, times: Times) -> Column:
    """Average price of the session so far, weighted with volume; summed session by session."""
    price = (columns.high + columns.low + columns.close) / 3.0
    money = price * columns.volume
    bounds = [*np.flatnonzero(np.diff(times.session, prepend=NEVER)).tolist(), len(times)]
    answer = np.full(len(times), np.nan)
    if len(bounds) > len(times):
        paid, traded = money, columns.volume
    else:
        paid, traded = np.empty(len(times)), np.empty(len(times))
        for start, stop in pairwise(bounds):
            np.cumsum(money[start:stop], out=paid[start:stop])
            np.cumsum(columns.volume[start:stop], out=traded[start:stop])
    known = (traded > 0) & whole_sessions(times)
    answer[known] = paid[known] / traded[known]
    return answer
