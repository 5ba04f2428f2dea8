"""Extremes, sums, lines and relations over the last bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator, Parameter
from botspec.expressions.indicators.library import called, library

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column, Settings

_PERIOD = (Parameter("period"),)
_FROM_TWO = (Parameter("period", low=2),)
_ONE = 1


def _extreme(function: str, series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
    return series if settings[0] == _ONE else called(function, series, {"timeperiod": settings[0]})


def _vwap(series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
    import numpy as np

    high, low, close, volume = series
    money = (high + low + close) / 3.0 * volume
    if settings[0] == _ONE:
        return (np.where(volume > 0, money / volume, np.nan),)
    (paid,), (traded,) = (called("SUM", (column,), {"timeperiod": settings[0]}) for column in (money, volume))
    (most,) = called("MAX", (volume,), {"timeperiod": settings[0]})
    return (np.where(most > 0, paid / traded, np.nan),)


STATISTICS = (
    Indicator(
        name="highest",
        takes=("series",),
        reads=(),
        parameters=_PERIOD,
        lookback=lambda period: period - 1,
        compute=lambda series, settings: _extreme("MAX", series, settings),
        summary="Highest value of the last period bars, this one included.",
        formula="largest of the last period values",
    ),
    Indicator(
        name="lowest",
        takes=("series",),
        reads=(),
        parameters=_PERIOD,
        lookback=lambda period: period - 1,
        compute=lambda series, settings: _extreme("MIN", series, settings),
        summary="Lowest value of the last period bars, this one included.",
        formula="smallest of the last period values",
    ),
    Indicator(
        name="sum",
        takes=("series",),
        reads=(),
        parameters=_PERIOD,
        lookback=lambda period: period - 1,
        compute=lambda series, settings: _extreme("SUM", series, settings),
        summary="Sum of the last period values.",
        formula="value + value[1] + ... + value[period - 1]",
    ),
    Indicator(
        name="vwap",
        takes=(),
        reads=("high", "low", "close", "volume"),
        parameters=_PERIOD,
        lookback=lambda period: period - 1,
        compute=_vwap,
        summary="Volume-weighted average price of the last period bars.",
        formula="sum of hlc3 * volume / sum of volume; unknown without volume",
        note="The word vwap alone, without a call, is that of the session so far.",
    ),
    Indicator(
        name="linreg",
        takes=("series",),
        reads=(),
        parameters=_FROM_TWO,
        lookback=lambda period: period - 1,
        compute=library("LINEARREG", "timeperiod"),
        summary="Where the straight line through the last period values ends.",
        formula="least squares line at this bar",
    ),
    Indicator(
        name="linreg_slope",
        takes=("series",),
        reads=(),
        parameters=_FROM_TWO,
        lookback=lambda period: period - 1,
        compute=library("LINEARREG_SLOPE", "timeperiod"),
        summary="Slope of the straight line through the last period values, per bar.",
        formula="least squares slope",
    ),
    Indicator(
        name="correl",
        takes=("x", "y"),
        reads=(),
        parameters=_FROM_TWO,
        lookback=lambda period: period - 1,
        compute=library("CORREL", "timeperiod"),
        summary="Correlation of two series (Pearson), -1 to 1.",
        formula="covariance of x and y / (their standard deviations), over period bars; 0 where one does not move",
    ),
    Indicator(
        name="beta",
        takes=("x", "y"),
        reads=(),
        parameters=_PERIOD,
        lookback=lambda period: period,
        compute=lambda series, settings: called("BETA", series[::-1], {"timeperiod": settings[0]}),
        summary="How much x moves with y: slope of the returns of x over those of y.",
        formula="covariance of the one-bar returns of x and y / variance of those of y, over period returns",
    ),
    Indicator(
        name="percent_rank",
        takes=("series",),
        reads=(),
        parameters=_FROM_TWO,
        lookback=lambda period: period,
        compute=library("PERCENTRANK", "timeperiod"),
        summary="Share of the period values before this one that it stands above, 0 to 100.",
        formula="100 * how many of value[1] ... value[period] are below value / period",
    ),
)
