"""Bars of one symbol -> slower bars, each known when the last moment it covers is over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from botspec.data.place import Placed
from botspec.expressions.times import NEVER, Spans, Times
from botspec.market.buckets import buckets
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import SECOND, moment
from botspec.spec.words import Timeframe


@dataclass(frozen=True, slots=True)
class Reach:
    """From when to when there are bars at all, of any symbol: UTC nanoseconds."""

    start: int
    stop: int


def resample(bars: Placed, timeframe: Timeframe, reach: Reach, core: Hours = REGULAR) -> Placed:
    """Slower bars that begin and end within `reach`: one that history cuts is left out.

    `core` is what a session is for the symbol.
    """
    if not len(bars.closed_at):
        return bars
    times = Times(bars.opened_at, bars.closed_at, bars.session, core)
    spans = _intraday(times, timeframe) if timeframe.intraday else times.spans(timeframe.value)
    part = np.flatnonzero((spans.number != NEVER) & (spans.starts >= reach.start) & (spans.ends <= reach.stop))
    first = np.flatnonzero(np.diff(spans.number[part], prepend=NEVER))
    if not len(first):
        return bars.take(slice(0, 0))
    begins = part[first]
    closed = spans.ends[begins]
    return Placed(spans.starts[begins], closed, _session(times, part, first, timeframe), _joined(bars, part, first))


def _intraday(times: Times, timeframe: Timeframe) -> Spans:
    starts, ends = buckets(times.opened_at, times.opens, times.closes, timeframe.seconds * SECOND)
    return Spans(starts, starts, ends)


def _session(times: Times, part: NDArray[np.intp], first: NDArray[np.intp], timeframe: Timeframe) -> NDArray[np.int64]:
    """The session at whose close, or in which, each slower bar is known."""
    if timeframe.intraday or timeframe is Timeframe.DAY:
        return times.session[part[first]]
    return last_sessions(times.spans(timeframe.value).ends[part[first]], times.core)


def last_sessions(ends: NDArray[np.int64], core: Hours = REGULAR) -> NDArray[np.int64]:
    """The sessions (date ordinals) that close at `ends` (UTC nanoseconds, in the evening of their day or before)."""
    days = [core.day(moment(int(end) - SECOND)).toordinal() for end in ends]
    return np.array(days, dtype=np.int64)


def _joined(bars: Placed, part: NDArray[np.intp], first: NDArray[np.intp]) -> NDArray[np.float64]:
    last = np.append(first[1:], len(part)) - 1
    opens, highs, lows, closes, volumes = bars.values[part].T
    return np.column_stack(
        [
            opens[first],
            np.maximum.reduceat(highs, first),
            np.minimum.reduceat(lows, first),
            closes[last],
            np.add.reduceat(volumes, first),
        ]
    )
