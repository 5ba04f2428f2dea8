"""A symbol's bars -> its slower bars, and which of those has closed when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions.columns import Columns
from botspec.expressions.times import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions.times import Times


@dataclass(frozen=True, slots=True)
class Resampled:
    """Slower bars, the last perhaps still under way, and for each own bar [T] the one that counts; -1 for none."""

    columns: Columns
    counts: NDArray[np.int64]


def resampled(columns: Columns, times: Times, timeframe: str, *, prior: bool) -> Resampled:
    """Each own bar sees the last slower bar that is closed when it closes, or (`prior`) that of an earlier session.

    The first slower bar is left out when history begins inside it.
    """
    spans = times.spans(timeframe)
    part = np.flatnonzero(spans.number != NEVER)
    first = np.flatnonzero(np.diff(spans.number[part], prepend=NEVER))
    if len(first) and times.opened_at[part[0]] > spans.starts[part[0]]:
        part, first = _without_the_first(part, first)
    begins = part[first]
    if prior:
        counts = np.searchsorted(times.session[begins], times.session, side="left") - 1
    else:
        counts = np.searchsorted(spans.ends[begins], times.closed_at, side="right") - 1
    return Resampled(_joined(columns, part, first), counts)


def _without_the_first(
    part: NDArray[np.int64], first: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    start = int(first[1]) if len(first) > 1 else len(part)
    return part[start:], first[1:] - start


def _joined(columns: Columns, part: NDArray[np.int64], first: NDArray[np.int64]) -> Columns:
    if not len(first):
        nothing = np.empty(0)
        return Columns(nothing, nothing, nothing, nothing, nothing)
    last = np.append(first[1:], len(part)) - 1
    return Columns(
        open=columns.open[part][first],
        high=np.maximum.reduceat(columns.high[part], first),
        low=np.minimum.reduceat(columns.low[part], first),
        close=columns.close[part][last],
        volume=np.add.reduceat(columns.volume[part], first),
    )
