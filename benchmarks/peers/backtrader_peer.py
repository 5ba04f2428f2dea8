"""backtrader: any number of symbols sharing one account; sized at the open it fills at (cheat_on_open)."""

from __future__ import annotations

from typing import Any

import backtrader as bt

from benchmarks.cases import Case
from benchmarks.peers.frames import frames
from benchmarks.peers.told import BELOW, CASH, PART, RSI, RSI_IN, RSI_OUT, SMA, tell


class Reversion(bt.Strategy):  # type: ignore[misc]
    """In on weakness above the long mean, out on strength or below it."""

    params = (("at_open", True),)

    def __init__(self) -> None:
        """Indicators a symbol."""
        self.strength = [bt.indicators.RSI(data.close, period=RSI, safediv=True) for data in self.datas]
        self.mean = [bt.indicators.SMA(data.close, period=SMA) for data in self.datas]
        self.leaving: list[Any] = []
        self.entering: list[Any] = []
        self.sizes: dict[Any, float] = {}
        self.trips = 0

    def next(self) -> None:
        """Decide on the close."""
        self.leaving, self.entering = [], []
        for number, data in enumerate(self.datas):
            close, strength, mean = data.close[0], self.strength[number][0], self.mean[number][0]
            if self.getposition(data).size:
                if strength > RSI_OUT or close < BELOW * mean:
                    self.leaving.append(data)
            elif strength < RSI_IN and close > mean:
                self.entering.append(data)
                if not self.p.at_open:
                    self.sizes[data] = PART * self.broker.getvalue() // close

    def next_open(self) -> None:
        """Send at the next open."""
        for data in self.leaving:
            self.close(data)
        for data in self.entering:
            self.buy(data, size=self.sizes.pop(data, None) or PART * self.broker.getvalue() // data.open[0])

    def notify_trade(self, trade: Any) -> None:
        """Count round trips."""
        self.trips += trade.isclosed


def run(case: Case, data: Any) -> tuple[int, float]:
    """Number of round trips and final equity."""
    engine = bt.Cerebro(cheat_on_open=True)
    engine.broker.setcash(CASH)
    for frame in data.values():
        engine.adddata(bt.feeds.PandasData(dataname=frame))
    engine.addstrategy(Reversion, at_open=case.sized_at_open)
    (strategy,) = engine.run()
    return strategy.trips, float(engine.broker.getvalue())


if __name__ == "__main__":
    tell(frames, run)
