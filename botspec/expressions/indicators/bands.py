"""Bands and stops around the price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.expressions.indicators.indicator import Indicator, Parameter, exponential, wilder
from botspec.expressions.indicators.library import called, library

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column, Settings

_BARS = ("high", "low", "close")
_OUTPUTS = ("upper", "middle", "lower")
_MOST = 1_000


def _bbands(series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
    period, deviations = settings
    named = {"timeperiod": period, "nbdevup": float(deviations), "nbdevdn": float(deviations), "matype": 0}
    return called("BBANDS", series, named)


BANDS = (
    Indicator(
        name="bbands",
        takes=("series",),
        reads=(),
        parameters=(Parameter("period", 20, low=2), Parameter("deviations", 2, 0, _MOST, whole=False)),
        outputs=_OUTPUTS,
        lookback=lambda period, deviations: period - 1,  # noqa: ARG005 - one parameter counts
        compute=_bbands,
        summary="Bollinger bands.",
        formula="middle = sma(value, period), upper and lower = middle +- deviations * stddev(value, period)",
    ),
    Indicator(
        name="donchian",
        takes=(),
        reads=("high", "low"),
        parameters=(Parameter("period", 20, low=2),),
        outputs=_OUTPUTS,
        lookback=lambda period: period - 1,
        compute=library("DONCHIAN", "timeperiod"),
        summary="Donchian channel: highest high and lowest low.",
        formula="upper = highest(high, period), lower = lowest(low, period), middle = their mean",
        note="This bar is part of its own channel: a breakout is close > donchian(20).upper[1].",
    ),
    Indicator(
        name="keltner",
        takes=(),
        reads=_BARS,
        parameters=(
            Parameter("period", 20, low=2),
            Parameter("atr_period", 10),
            Parameter("multiplier", 2, 0, _MOST, whole=False),
        ),
        outputs=_OUTPUTS,
        lookback=lambda period, atr_period, multiplier: max(period - 1, atr_period),  # noqa: ARG005 - two count
        decay=lambda period, atr_period, multiplier: max(exponential(period), wilder(atr_period)),  # noqa: ARG005
        compute=library("KC", "timeperiod", "atrperiod", "nbdev"),
        summary="Keltner channel.",
        formula="middle = ema(hlc3, period), upper and lower = middle +- multiplier * atr(atr_period)",
        note="Both averages start so that they have their first value at the same bar.",
    ),
    Indicator(
        name="sar",
        takes=(),
        reads=("high", "low"),
        parameters=(
            Parameter("step", 0.02, 0, 1, whole=False),
            Parameter("most", 0.2, 0, 1, whole=False),
        ),
        lookback=lambda step, most: 1,  # noqa: ARG005 - none counts
        decay=lambda step, most: 200,  # noqa: ARG005 - none counts
        compute=library("SAR", "acceleration", "maximum"),
        summary="Parabolic stop and reverse (Wilder).",
        formula="sar += a * (extreme - sar), a from step by step up to most at each new extreme; reversed when touched",
        note="It forgets at its reversals; its decay is measured on random walks.",
    ),
    Indicator(
        name="supertrend",
        takes=(),
        reads=_BARS,
        parameters=(Parameter("period", 10, low=2), Parameter("multiplier", 3, 0, _MOST, whole=False)),
        outputs=("line", "trend"),
        lookback=lambda period, multiplier: period,  # noqa: ARG005 - one parameter counts
        decay=lambda period, multiplier: 2 * wilder(period) + 200,  # noqa: ARG005 - one parameter counts
        compute=library("SUPERTREND", "timeperiod", "multiplier"),
        summary="SuperTrend: a stop that follows the price; trend is 1 above it, -1 below.",
        formula="line = hl2 -+ multiplier * atr(period), never moved away from the price, reversed when crossed",
        note="It forgets at its reversals; its decay is measured on random walks.",
    ),
)
