"""Strategies on one symbol: as botspec rules, and as plain pandas for the other side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Said:
    """Boolean columns, one value a bar; the short ones are None where nothing is sold short."""

    enter: pd.Series
    leave: pd.Series
    short_enter: pd.Series | None = None
    short_leave: pd.Series | None = None


@dataclass(frozen=True, slots=True)
class Simple:
    """`spec` is what a spec says below its data; `said` the same from a frame of Open, High, Low, Close.

    `stop`, `target` and `trail` are parts of a price.
    """

    key: str
    title: str
    spec: str
    said: Callable[[pd.DataFrame], Said]
    stop: Decimal | None = None
    target: Decimal | None = None
    trail: float | None = None

    def legs(self, opening: float) -> tuple[float, float] | None:
        """Stop and target of a long position bought at `opening`, USD: a cent's part later and better."""
        if self.stop is None or self.target is None:
            return None
        paid = Decimal(repr(opening))
        stop = (paid * (1 - self.stop)).quantize(CENT, ROUND_FLOOR)
        return float(stop), float((paid * (1 + self.target)).quantize(CENT, ROUND_CEILING))


CENT = Decimal("0.01")
RULES = """\
strategy:
  kind: rules
  long: {{enter: "{enter}", exit: "{leave}"}}
sizing: {{kind: percent_of_equity, percent: 10%}}
"""
SHORT = """\
strategy:
  kind: rules
  long: {{enter: "{enter}", exit: "{leave}"}}
  short: {{enter: "{short_enter}", exit: "{short_leave}"}}
sizing: {{kind: percent_of_equity, percent: 10%}}
"""
NEVER = "close < low * 0"
BRACKET = """\
orders: {entry: {type: market, time_in_force: gtc, class: bracket}}
exits: {stop_loss: 4%, take_profit: 6%, rest_at_broker: [stop_loss, take_profit]}
"""


def wilder(closes: pd.Series, period: int) -> pd.Series:
    """Relative strength, written out from its definition."""
    change = closes.diff().to_numpy()
    rise = np.maximum(change[1 : period + 1], 0).mean()
    fall = np.maximum(-change[1 : period + 1], 0).mean()
    found = [np.nan] * period + [100 * rise / (rise + fall)]
    for step in change[period + 1 :]:
        rise = (rise * (period - 1) + max(step, 0.0)) / period
        fall = (fall * (period - 1) + max(-step, 0.0)) / period
        found.append(100 * rise / (rise + fall))
    return type(closes)(found, index=closes.index)


def _reversion(bars: pd.DataFrame) -> Said:
    strength, mean = wilder(bars.Close, 14), bars.Close.rolling(200).mean()
    return Said((strength < 30) & (bars.Close > mean), (strength > 55) | (bars.Close < 0.97 * mean))


def _averages(bars: pd.DataFrame) -> Said:
    fast, slow = bars.Close.rolling(20).mean(), bars.Close.rolling(50).mean()
    return Said(fast > slow, fast < slow)


def _donchian(bars: pd.DataFrame) -> Said:
    return Said(bars.Close > bars.High.rolling(55).max().shift(), bars.Close < bars.Low.rolling(20).min().shift())


def _hold(bars: pd.DataFrame) -> Said:
    return Said(bars.Close > bars.Low * 0, bars.Close < bars.Low * 0)


def _bracket(bars: pd.DataFrame) -> Said:
    return Said(bars.Close > bars.High.rolling(10).max().shift(), bars.Close < bars.Low * 0)


def _trailing(bars: pd.DataFrame) -> Said:
    return Said(bars.Close > bars.High.rolling(20).max().shift(), bars.Close < bars.Low * 0)


def _both_ways(bars: pd.DataFrame) -> Said:
    fast, slow = bars.Close.rolling(10).mean(), bars.Close.rolling(40).mean()
    return Said(fast > slow, fast < slow, fast < 0.98 * slow, fast > slow)


SIMPLE = (
    Simple(
        "reversion",
        "Reversion: RSI(14) < 30 above SMA(200), out at RSI > 55 or below 0.97 x SMA(200)",
        RULES.format(
            enter="rsi(close, 14) < 30 and close > sma(close, 200)",
            leave="rsi(close, 14) > 55 or close < 0.97 * sma(close, 200)",
        ),
        _reversion,
    ),
    Simple(
        "averages",
        "Trend: SMA(20) over SMA(50), long above",
        RULES.format(enter="sma(close, 20) > sma(close, 50)", leave="sma(close, 20) < sma(close, 50)"),
        _averages,
    ),
    Simple(
        "donchian",
        "Breakout: close over the highest high of 55 bars, out below the lowest low of 20",
        RULES.format(enter="close > highest(high, 55)[1]", leave="close < lowest(low, 20)[1]"),
        _donchian,
    ),
    Simple("hold", "Buy and hold", RULES.format(enter="close > low * 0", leave=NEVER), _hold),
    Simple(
        "bracket",
        "Bracket: in over the highest high of 10 bars, stop at -4 % and target at +6 % resting at the broker",
        RULES.format(enter="close > highest(high, 10)[1]", leave=NEVER) + BRACKET,
        _bracket,
        stop=Decimal("0.04"),
        target=Decimal("0.06"),
    ),
    Simple(
        "trailing",
        "Trailing stop: in over the highest high of 20 bars, out 8 % below the best close",
        RULES.format(enter="close > highest(high, 20)[1]", leave=NEVER) + "exits: {trailing_stop: {distance: 8%}}\n",
        _trailing,
        trail=0.08,
    ),
    Simple(
        "both_ways",
        "Long and short: SMA(10) over SMA(40) long, below 0.98 x SMA(40) short",
        SHORT.format(
            enter="sma(close, 10) > sma(close, 40)",
            leave="sma(close, 10) < sma(close, 40)",
            short_enter="sma(close, 10) < 0.98 * sma(close, 40)",
            short_leave="sma(close, 10) > sma(close, 40)",
        ),
        _both_ways,
    ),
)
