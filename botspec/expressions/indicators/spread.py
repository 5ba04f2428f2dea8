"""How far values spread, within a bar and between bars."""

from __future__ import annotations

from botspec.expressions.indicators.indicator import Indicator, Parameter, wilder
from botspec.expressions.indicators.library import library

_BARS = ("high", "low", "close")
_PERIOD = (Parameter("period"),)

SPREAD = (
    Indicator(
        name="atr",
        takes=(),
        reads=_BARS,
        parameters=_PERIOD,
        lookback=lambda period: period,
        decay=wilder,
        compute=library("ATR", "timeperiod"),
        summary="Average true range (Wilder), in USD.",
        formula="Wilder's average of the true range: largest of high - low, |high - close[1]| and |low - close[1]|",
    ),
    Indicator(
        name="natr",
        takes=(),
        reads=_BARS,
        parameters=(Parameter("period", low=2),),
        lookback=lambda period: period,
        decay=wilder,
        compute=library("NATR", "timeperiod"),
        summary="Average true range in percent of the close.",
        formula="100 * atr(period) / close",
    ),
    Indicator(
        name="true_range",
        takes=(),
        reads=_BARS,
        parameters=(),
        lookback=lambda: 1,
        compute=library("TRANGE"),
        summary="True range of this bar, in USD.",
        formula="largest of high - low, |high - close[1]| and |low - close[1]|",
    ),
    Indicator(
        name="stddev",
        takes=("series",),
        reads=(),
        parameters=(Parameter("period", low=2),),
        lookback=lambda period: period - 1,
        compute=library("STDDEV", "timeperiod", fixed=(("nbdev", 1.0),)),
        summary="Standard deviation of the population.",
        formula="square root of the average squared distance from the average of the last period values",
        note="Divides by the number of bars (the population), not by one less.",
    ),
    Indicator(
        name="variance",
        takes=("series",),
        reads=(),
        parameters=(Parameter("period", low=2),),
        lookback=lambda period: period - 1,
        compute=library("VAR", "timeperiod", fixed=(("nbdev", 1.0),)),
        summary="Variance of the population.",
        formula="average squared distance from the average of the last period values",
    ),
)
