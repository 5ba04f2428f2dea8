"""Indicators that divide by how much moved: unknown where nothing did, for which TA-Lib has a 0."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from botspec.expressions.indicators.library import called, talib

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.expressions.indicators.indicator import Column, Settings

    Truth = NDArray[np.bool_]

_SIMPLE = 0


def rsi(series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
    """Relative strength; gain and loss are both 0 where nothing has moved since the first bar."""
    (period,) = settings
    (strength,) = called("RSI", series, {"timeperiod": period})
    silent = strength == 0.0
    if silent.any():
        strength[silent & _flat(series[0], series[0], int(period) + 1)] = math.nan
    return (strength,)


def stoch(series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
    """Slow stochastic; a bar whose range is flat makes every average that holds it unknown."""
    length, smooth, signal = map(int, settings)
    named = {
        "fastk_period": length,
        "slowk_period": smooth,
        "slowk_matype": _SIMPLE,
        "slowd_period": signal,
        "slowd_matype": _SIMPLE,
    }
    slow, slower = called("STOCH", series, named)
    flat = _flat(series[0], series[1], length)
    if flat.any():
        slow[_any(flat, smooth)] = math.nan
        slower[_any(flat, smooth + signal - 1)] = math.nan
    return slow, slower


def stochrsi(series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
    """Fast stochastic of the RSI."""
    period, length, smooth = map(int, settings)
    named = {"timeperiod": period, "fastk_period": length, "fastd_period": smooth, "fastd_matype": _SIMPLE}
    fast, smoothed = called("STOCHRSI", series, named)
    (strength,) = called("RSI", series, {"timeperiod": period})
    flat = _flat(strength, strength, length)
    if flat.any():
        fast[flat] = math.nan
        smoothed[_any(flat, smooth)] = math.nan
    return fast, smoothed


def willr(series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
    """Williams' %R."""
    (period,) = settings
    (place,) = called("WILLR", series, {"timeperiod": period})
    place[_flat(series[0], series[1], int(period))] = math.nan
    return (place,)


def mfi(series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
    """Money flow; TA-Lib answers 0 where no flow reaches 1."""
    import numpy as np

    (period,) = settings
    (flow,) = called("MFI", series, {"timeperiod": period})
    if (flow == 0.0).any():
        high, low, close, volume = series
        typical = (high + low + close) / 3.0
        moved = np.concatenate(([False], typical[1:] != typical[:-1]))
        (money,) = called("SUM", (np.where(moved, typical * volume, 0.0),), {"timeperiod": period})
        flow[(flow == 0.0) & (money < 1.0)] = math.nan
    return (flow,)


def _flat(high: Column, low: Column, span: int) -> Truth:
    """Where the highest and the lowest of the last `span` bars are the same."""
    return cast("Truth", _highest(high, span) == -_highest(-low, span))


def _any(flat: Truth, span: int) -> Truth:
    """Where it was flat on any of the last `span` bars."""
    return _highest(flat.astype("float64"), span) > 0


def _highest(column: Column, span: int) -> Column:
    return column if span == 1 else cast("Column", talib().MAX(column, timeperiod=span))
