"""Standard deviation of the population."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator, no_decay
from botspec.expressions.indicators.library import talib

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column


def _compute(series: tuple[Column, ...], period: int) -> Column:
    return talib().STDDEV(series[0], timeperiod=period, nbdev=1.0)


STDDEV = Indicator(
    name="stddev",
    takes=("series",),
    reads=(),
    minimum=2,
    lookback=lambda period: period - 1,
    decay=no_decay,
    compute=_compute,
    summary="Standard deviation of the population.",
    formula="square root of the average squared distance from the average of the last period values",
)
