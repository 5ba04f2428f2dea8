"""Simple moving average."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator, no_decay
from botspec.expressions.indicators.library import talib

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column


def _compute(series: tuple[Column, ...], period: int) -> Column:
    return talib().SMA(series[0], timeperiod=period)


SMA = Indicator(
    name="sma",
    takes=("series",),
    reads=(),
    minimum=1,
    lookback=lambda period: period - 1,
    decay=no_decay,
    compute=_compute,
    summary="Simple moving average.",
    formula="sum of the last period values / period",
)
