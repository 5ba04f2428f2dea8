"""Strategies on four symbols that share one account: as a spec, and as plain pandas for the other side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tests.fidelity.frames import frame

SYMBOLS = ("AAPL", "GOOG", "IBM", "MSFT")
COLLAR = 1.02
"""A market buy must be payable at this much more than the open (docs/risk.md, `capital`)."""
WARM = pd.Timestamp("2006-12-01")


@dataclass(frozen=True, slots=True)
class Wishes:
    """By day: `weights` to reach at its open, or whom its close says to leave and to enter."""

    weights: dict[date, dict[str, float]]
    leave: dict[date, list[str]]
    enter: dict[date, list[str]]


PART = 0.4


def payable(names: list[str], prices: Mapping[str, float], equity: float, cash: float) -> dict[str, int]:
    """Shares of each that the cash pays for at COLLAR times its price, in order: what sales bring is not there yet."""
    found = {}
    for name in names:
        size = int(PART * equity // prices[name])
        if size * prices[name] * COLLAR <= cash:
            found[name] = size
            cash -= size * prices[name] * COLLAR
    return found


@dataclass(frozen=True, slots=True)
class Shared:
    """One of them."""

    key: str
    title: str
    spec: str


TREND = Shared(
    "shared_cash",
    "Shared cash: SMA(20) over SMA(50), 40 % of equity each, so that the third often finds no money",
    """\
strategy:
  kind: rules
  long: {enter: "sma(close, 20) > sma(close, 50)", exit: "sma(close, 20) < sma(close, 50)"}
sizing: {kind: percent_of_equity, percent: 40%}
""",
)
ROTATION = Shared(
    "rotation",
    "Rotation: at each month's end the two with the highest ROC(60) that are above SMA(200), 45 % each",
    """\
strategy:
  kind: rotation
  score: roc(close, 60)
  when: close > sma(close, 200)
  top: 2
  invest: 90%
  rebalance: {every: month, on: last_session}
""",
)
SHARED = (TREND, ROTATION)


def table(column: str, last: date) -> pd.DataFrame:
    """One column of all symbols, every day that all of them have."""
    return pd.DataFrame({symbol: frame(symbol)[column] for symbol in SYMBOLS}).dropna().loc[: pd.Timestamp(last)]


def wishes(shared: Shared, period: tuple[date, date]) -> Wishes:
    """Decided on one close, for the next open."""
    first, last = period
    closes = table("Close", last)
    days = closes.index
    after = {days[row]: days[row + 1].date() for row in range(len(days) - 1) if days[row].date() >= first}
    if shared is ROTATION:
        return Wishes(_monthly(closes, after), {}, {})
    fast, slow = closes.rolling(20).mean(), closes.rolling(50).mean()
    return Wishes({}, _named(fast < slow, after), _named(fast > slow, after))


def _named(true: pd.DataFrame, days: Iterable[pd.Timestamp]) -> dict[date, list[str]]:
    return {day.date(): [name for name in SYMBOLS if true.loc[day, name]] for day in days}


def _monthly(closes: pd.DataFrame, after: dict[pd.Timestamp, date]) -> dict[date, dict[str, float]]:
    score, above = closes / closes.shift(60) - 1, closes > closes.rolling(200).mean()
    found = {}
    for day, following in after.items():
        if following.month != day.month:
            ranked = sorted((name for name in SYMBOLS if above.loc[day, name]), key=lambda name: -score.loc[day, name])
            found[following] = {name: 0.45 if name in ranked[:2] else 0.0 for name in SYMBOLS}
    return found
