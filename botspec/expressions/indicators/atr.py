"""Average true range (Wilder), in USD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator
from botspec.expressions.indicators.library import talib
from botspec.expressions.indicators.wilder import decay

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column


def _compute(series: tuple[Column, ...], period: int) -> Column:
    high, low, close = series
    return talib().ATR(high, low, close, timeperiod=period)


ATR = Indicator(
    name="atr",
    takes=(),
    reads=("high", "low", "close"),
    minimum=1,
    lookback=lambda period: period,
    decay=decay,
    compute=_compute,
    summary="Average true range (Wilder), in USD.",
    formula="Wilder's average of the true range: largest of high - low, |high - close[1]| and |low - close[1]|",
)
