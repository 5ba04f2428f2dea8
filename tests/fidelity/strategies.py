"""Four simple strategies: as botspec rules, and as plain pandas for the other side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Simple:
    """`signals` gives two boolean columns (enter, leave) from a frame of Open, High, Low, Close."""

    key: str
    title: str
    enter: str
    leave: str
    signals: Callable[[pd.DataFrame], tuple[pd.Series, pd.Series]]


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


def _reversion(bars: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    strength, mean = wilder(bars.Close, 14), bars.Close.rolling(200).mean()
    return (strength < 30) & (bars.Close > mean), (strength > 55) | (bars.Close < 0.97 * mean)


def _averages(bars: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    fast, slow = bars.Close.rolling(20).mean(), bars.Close.rolling(50).mean()
    return fast > slow, fast < slow


def _donchian(bars: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return bars.Close > bars.High.rolling(55).max().shift(), bars.Close < bars.Low.rolling(20).min().shift()


def _hold(bars: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return bars.Close > bars.Low * 0, bars.Close < bars.Low * 0


SIMPLE = (
    Simple(
        "reversion",
        "RSI(14) < 30 above SMA(200), out at RSI > 55 or below 0.97 x SMA(200)",
        "rsi(close, 14) < 30 and close > sma(close, 200)",
        "rsi(close, 14) > 55 or close < 0.97 * sma(close, 200)",
        _reversion,
    ),
    Simple(
        "averages",
        "SMA(20) over SMA(50), long above",
        "sma(close, 20) > sma(close, 50)",
        "sma(close, 20) < sma(close, 50)",
        _averages,
    ),
    Simple(
        "donchian",
        "Donchian: close over the highest high of 55 bars, out below the lowest low of 20",
        "close > highest(high, 55)[1]",
        "close < lowest(low, 20)[1]",
        _donchian,
    ),
    Simple("hold", "Buy and hold", "close > low * 0", "close < low * 0", _hold),
)
