"""The strategies on one symbol in backtrader; shares are counted at the open at which the order fills."""

from __future__ import annotations

from datetime import date
from typing import Any

import backtrader as bt
import pandas as pd

from tests.fidelity.frames import frame
from tests.fidelity.strategies import Simple
from tests.fidelity.trades import CASH, PART, Outcome, Traded, outcome, price


class Follow(bt.Strategy):  # type: ignore[misc]
    """Does what columns say, from the first bar of the period on."""

    params = (("said", None), ("simple", None), ("first", None))

    def __init__(self) -> None:
        """Nothing wished, nothing done."""
        self.wish, self.best = 0, 0.0
        self.traded: list[tuple[date, int, float]] = []

    def next(self) -> None:
        """Decide on the close."""
        row, size, said = len(self) - 1, self.position.size, self.p.said
        self.wish = 0
        if self.data.datetime.date(0) < self.p.first:
            return
        if size:
            self._hold(row, size)
        elif said.enter.iloc[row] and not said.leave.iloc[row]:
            self.wish, self.best = 1, 0.0
        elif said.short_enter is not None and said.short_enter.iloc[row]:
            self.wish = -1

    def _hold(self, row: int, size: int) -> None:
        leave = self.p.said.leave if size > 0 else self.p.said.short_leave
        close = self.data.close[0]
        self.best = max(self.best, close, self.position.price)
        trail = self.p.simple.trail
        if leave.iloc[row] or (trail is not None and close <= self.best * (1 - trail)):
            self.wish = 2

    def next_open(self) -> None:
        """Send at the next open."""
        opening = self.data.open[0]
        size = int(PART * self.broker.getcash() // opening)
        if self.wish == 2:
            self.close()
        elif self.wish == -1:
            self.sell(size=size)
        elif self.wish and (legs := self.p.simple.legs(opening)):
            self.buy_bracket(size=size, exectype=bt.Order.Market, stopprice=legs[0], limitprice=legs[1])
        elif self.wish:
            self.buy(size=size)
        self.wish = 0

    def notify_order(self, order: Any) -> None:
        """Remember what was traded."""
        if order.status == order.Completed:
            on = bt.num2date(order.executed.dt).date()
            self.traded.append((on, int(order.executed.size), order.executed.price))


def run(simple: Simple, symbol: str, period: tuple[date, date]) -> Outcome:
    """Back-test up to the period's last day."""
    first, last = period
    bars = frame(symbol).loc[: pd.Timestamp(last)]
    engine = bt.Cerebro(cheat_on_open=True, stdstats=False)
    engine.broker.setcash(CASH)
    engine.adddata(bt.feeds.PandasData(dataname=bars))
    engine.addstrategy(Follow, said=simple.said(bars), simple=simple, first=first)
    (done,) = engine.run()
    traded = [Traded(on, symbol, size, price(float(paid))) for on, size, paid in done.traded]
    return outcome(traded, float(engine.broker.getvalue()))
