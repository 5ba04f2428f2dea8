"""Indicators never compute across a missing value: each run of known values is computed on its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions.indicators.indicator import Indicator, Settings

    Column = NDArray[np.float64]


def over_runs(
    indicator: Indicator, settings: Settings, series: tuple[Column, ...], expected: int
) -> tuple[Column, ...]:
    """Each output of `indicator` at every bar [T]; NaN where the bars it needs are not all known.

    A run that begins after bar `expected`, where the first known value is due, is one after a gap: it is trusted only
    once the indicator has forgotten what the gap hides, as at the start of history.
    """
    if series[0].ndim > 1:
        return _side_by_side(indicator, settings, series, expected)
    lookback = indicator.lookback(*settings)
    answers = tuple(np.full(len(series[0]), np.nan) for _ in indicator.outputs or ("",))
    for start, stop in _runs(series, lookback):
        run = tuple(np.ascontiguousarray(column[start:stop]) for column in series)
        untrusted = lookback + (indicator.decay(*settings) if start > expected else 0)
        for answer, column in zip(answers, indicator.compute(run, settings), strict=True):
            answer[start + untrusted : stop] = column[untrusted:]
    return answers


def _side_by_side(
    indicator: Indicator, settings: Settings, series: tuple[Column, ...], expected: int
) -> tuple[Column, ...]:
    """`over_runs` of each symbol of series [T, K]."""
    whole = all(bool(np.isfinite(column).all()) for column in series)
    lookback = indicator.lookback(*settings)
    answers = tuple(np.empty(series[0].shape, order="F") for _ in indicator.outputs or ("",))
    for answer in answers:
        answer[: lookback if whole and len(answer) > lookback else len(answer)] = np.nan
    for symbol in range(series[0].shape[1]):
        own = tuple(np.ascontiguousarray(column[:, symbol]) for column in series)
        if not whole:
            columns = over_runs(indicator, settings, own, expected)
        elif len(own[0]) > lookback:
            columns = indicator.compute(own, settings)
        else:
            continue
        for answer, column in zip(answers, columns, strict=True):
            answer[lookback:, symbol] = column[lookback:]
    return answers


def _runs(series: tuple[Column, ...], lookback: int) -> Iterator[tuple[int, int]]:
    """Stretches longer than `lookback` in which every series is finite."""
    known = np.ones(len(series[0]) + 2, dtype=np.int8)
    known[[0, -1]] = 0
    for column in series:
        known[1:-1] &= np.isfinite(column)
    edges = np.diff(known)
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = stops - starts > lookback
    return zip(starts[long].tolist(), stops[long].tolist(), strict=True)
