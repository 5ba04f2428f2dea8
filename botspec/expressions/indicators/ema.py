"""Exponential moving average."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator, bars_until_forgotten
from botspec.expressions.indicators.library import talib

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column


def _compute(series: tuple[Column, ...], period: int) -> Column:
    return series[0] if period == 1 else talib().EMA(series[0], timeperiod=period)


EMA = Indicator(
    name="ema",
    takes=("series",),
    reads=(),
    minimum=1,
    lookback=lambda period: period - 1,
    decay=lambda period: bars_until_forgotten(2 / (period + 1)),
    compute=_compute,
    summary="Exponential moving average.",
    formula="ema += (value - ema) * 2 / (period + 1), starting from the average of the first period values",
)
