"""Relative strength index (Wilder), 0 to 100."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator
from botspec.expressions.indicators.library import talib
from botspec.expressions.indicators.wilder import decay

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.expressions.indicators.indicator import Column


def _compute(series: tuple[Column, ...], period: int) -> Column:
    (column,) = series
    strength = talib().RSI(column, timeperiod=period)
    silent = strength == 0.0
    if silent.any():
        _forget_flat(strength, silent, column, period)
    return strength


def _forget_flat(strength: Column, silent: NDArray[np.bool_], column: Column, period: int) -> None:
    """TA-Lib answers 0 where nothing has moved, gain and loss both being 0: that is unknown, not oversold."""
    span = period + 1
    flat = talib().MAX(column, timeperiod=span) == talib().MIN(column, timeperiod=span)
    strength[silent & flat] = math.nan


RSI = Indicator(
    name="rsi",
    takes=("series",),
    reads=(),
    minimum=2,
    lookback=lambda period: period,
    decay=decay,
    compute=_compute,
    summary="Relative strength index (Wilder), 0 to 100.",
    formula="100 * gain / (gain + loss), Wilder's averages of the rises and falls; unknown while nothing has moved",
)
