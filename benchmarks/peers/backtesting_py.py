"""backtesting.py: one symbol, one account."""

from __future__ import annotations

import warnings
from typing import Any

import talib
from backtesting import Backtest, Strategy

from benchmarks.cases import Case
from benchmarks.peers.frames import frames
from benchmarks.peers.told import BELOW, CASH, PART, RSI, RSI_IN, RSI_OUT, SMA, tell


class Reversion(Strategy):  # type: ignore[misc]
    """In on weakness above the long mean, out on strength or below it."""

    at_open = True

    def init(self) -> None:
        """Whole columns once."""
        self.strength = self.I(talib.RSI, self.data.Close, RSI)
        self.mean = self.I(talib.SMA, self.data.Close, SMA)

    def next(self) -> None:
        """Decide on the close; the order fills at the next open."""
        close, strength, mean = self.data.Close[-1], self.strength[-1], self.mean[-1]
        if self.position and (strength > RSI_OUT or close < BELOW * mean):
            self.position.close()
        elif not self.position and strength < RSI_IN and close > mean:
            self.buy(size=PART if self.at_open else PART * self.equity // close)


def run(case: Case, data: Any) -> tuple[int, float]:
    """Number of round trips and final equity."""
    warnings.simplefilter("ignore")
    (frame,) = data.values()
    stats = Backtest(frame, Reversion, cash=CASH, finalize_trades=False).run(at_open=case.sized_at_open)
    return len(stats["_trades"]), float(stats["Equity Final [$]"])


if __name__ == "__main__":
    tell(frames, run)
