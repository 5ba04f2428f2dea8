"""Rate of change in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator, no_decay
from botspec.expressions.indicators.library import talib

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column


def _compute(series: tuple[Column, ...], period: int) -> Column:
    return talib().ROC(series[0], timeperiod=period)


ROC = Indicator(
    name="roc",
    takes=("series",),
    reads=(),
    minimum=1,
    lookback=lambda period: period,
    decay=no_decay,
    compute=_compute,
    summary="Rate of change in percent.",
    formula="100 * (value / value[period] - 1)",
)
