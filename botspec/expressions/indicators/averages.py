"""Moving averages of a series."""

from __future__ import annotations

import math
from collections.abc import Callable

from botspec.expressions.indicators.indicator import Indicator, Parameter, cascaded, exponential, wilder
from botspec.expressions.indicators.library import library

_PERIOD = "timeperiod"


def _none(period: int) -> int:
    del period
    return 0


def _average(  # noqa: PLR0913 - one average a call
    name: str,
    function: str,
    summary: str,
    formula: str,
    *,
    lookback: Callable[[int], int] = lambda period: period - 1,
    decay: Callable[[int], int] = _none,
    least: int = 1,
    reads: tuple[str, ...] = (),
    note: str = "",
) -> Indicator:
    compute = library(function, _PERIOD)
    return Indicator(
        name=name,
        takes=("series",),
        reads=reads,
        parameters=(Parameter("period", low=least),),
        lookback=lookback,
        decay=decay,
        compute=(lambda series, settings: compute(series[::-1], settings)) if reads else compute,
        summary=summary,
        formula=formula,
        note=note,
    )


AVERAGES = (
    _average("sma", "SMA", "Simple moving average.", "sum of the last period values / period"),
    _average(
        "ema",
        "EMA",
        "Exponential moving average.",
        "ema += (value - ema) * 2 / (period + 1), starting from the average of the first period values",
        decay=exponential,
    ),
    _average(
        "wma",
        "WMA",
        "Weighted moving average: the latest value counts period times, the earliest once.",
        "(period * value + ... + 1 * value[period - 1]) / (period * (period + 1) / 2)",
    ),
    _average(
        "rma",
        "RMA",
        "Wilder's smoothed moving average.",
        "rma += (value - rma) / period, starting from the average of the first period values",
        decay=wilder,
    ),
    _average(
        "dema",
        "DEMA",
        "Double exponential moving average.",
        "2 * ema - ema of ema",
        lookback=lambda period: 2 * period - 2,
        decay=lambda period: cascaded(period, 2, 3),
    ),
    _average(
        "tema",
        "TEMA",
        "Triple exponential moving average.",
        "3 * ema - 3 * ema of ema + ema of ema of ema",
        lookback=lambda period: 3 * period - 3,
        decay=lambda period: cascaded(period, 3, 7),
    ),
    _average("trima", "TRIMA", "Triangular moving average.", "sma of sma, the middle values weigh most"),
    _average(
        "hma",
        "HMA",
        "Hull moving average: weighted averages that lag little.",
        "wma(2 * wma(value, period / 2) - wma(value, period), sqrt(period)), both rounded down",
        lookback=lambda period: period + math.isqrt(period) - 2,
        least=2,
    ),
    _average(
        "zlema",
        "ZLEMA",
        "Exponential moving average of a series led by its own momentum, to lag less.",
        "ema(2 * value - value[(period - 1) / 2], period), the bars rounded down",
        lookback=lambda period: period - 1 + (period - 1) // 2,
        decay=exponential,
    ),
    _average(
        "kama",
        "KAMA",
        "Kaufman's adaptive moving average: quick in a trend, slow in noise.",
        "kama += (value - kama) * c, c = (e * (2 / 3 - 2 / 31) + 2 / 31) squared, "
        "e = |value - value[period]| / sum of the moves in between",
        lookback=lambda period: period,
        decay=lambda period: 10 * period + 150,
        least=2,
        note="How fast it forgets depends on the prices; its decay is measured on random walks.",
    ),
    _average(
        "vwma",
        "VWMA",
        "Volume-weighted moving average.",
        "sum of value * volume / sum of volume, over period bars",
        reads=("volume",),
        note="Unknown over bars without volume.",
    ),
)
