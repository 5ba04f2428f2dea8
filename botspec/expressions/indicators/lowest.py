"""Lowest value of the last period bars, this one included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator, no_decay
from botspec.expressions.indicators.library import talib

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column


def _compute(series: tuple[Column, ...], period: int) -> Column:
    return series[0] if period == 1 else talib().MIN(series[0], timeperiod=period)


LOWEST = Indicator(
    name="lowest",
    takes=("series",),
    reads=(),
    minimum=1,
    lookback=lambda period: period - 1,
    decay=no_decay,
    compute=_compute,
    summary="Lowest value of the last period bars, this one included.",
    formula="smallest of the last period values",
)
