"""The strategies on four symbols in backtrader, sized at the open at which orders fill."""

from __future__ import annotations

from datetime import date
from typing import Any

import backtrader as bt

from tests.fidelity.frames import frame
from tests.fidelity.shared import SYMBOLS, WARM, Shared, payable, wishes
from tests.fidelity.trades import CASH, Outcome, Traded, outcome, price


class Follow(bt.Strategy):  # type: ignore[misc]
    """Sells first, then buys."""

    params = (("wishes", None),)

    def __init__(self) -> None:
        """Nothing traded yet."""
        self.traded: list[tuple[date, str, int, float]] = []
        self.leaving: list[str] = []
        self.entering: list[str] = []

    def next(self) -> None:
        """Decide on the close; only what the cash pays for already is entered."""
        today, held = self.data.datetime.date(0), self._held()
        closes = {data._name: data.close[0] for data in self.datas}
        cash = self.broker.getcash()
        equity = cash + sum(held[name] * closes[name] for name in held)
        self.leaving = [name for name in self.p.wishes.leave.get(today, ()) if held[name]]
        wanted = [name for name in self.p.wishes.enter.get(today, ()) if not held[name]]
        self.entering = list(payable(wanted, closes, equity, cash))

    def next_open(self) -> None:
        """What the last close decided, for shares counted at the opens."""
        held, opens = self._held(), {data._name: data.open[0] for data in self.datas}
        cash = self.broker.getcash()
        equity = cash + sum(held[name] * opens[name] for name in held)
        weights = self.p.wishes.weights.get(self.data.datetime.date(0))
        if weights is not None:
            self._rebalance(weights, opens, held, equity)
        cash += sum(held[name] * opens[name] for name in self.leaving)
        for name in self.leaving:
            self.close(self.getdatabyname(name))
        for name, size in payable(self.entering, opens, equity, cash).items():
            self.buy(self.getdatabyname(name), size=size)

    def _held(self) -> dict[str, int]:
        return {data._name: int(self.getposition(data).size) for data in self.datas}

    def _rebalance(
        self, weights: dict[str, float], opens: dict[str, float], held: dict[str, int], equity: float
    ) -> None:
        targets = {name: int(weight * equity // opens[name]) for name, weight in weights.items()}
        for name in sorted(targets, key=lambda name: targets[name] - held[name]):
            self.order_target_size(self.getdatabyname(name), target=targets[name])

    def notify_order(self, order: Any) -> None:
        """Remember what was traded."""
        if order.status == order.Completed:
            on = bt.num2date(order.executed.dt).date()
            self.traded.append((on, order.data._name, int(order.executed.size), order.executed.price))


def run(shared: Shared, period: tuple[date, date]) -> Outcome:
    """Back-test up to the period's last day."""
    engine = bt.Cerebro(cheat_on_open=True, stdstats=False)
    engine.broker.setcash(CASH)
    for symbol in SYMBOLS:
        engine.adddata(bt.feeds.PandasData(dataname=frame(symbol).loc[WARM : str(period[1])], name=symbol))
    engine.addstrategy(Follow, wishes=wishes(shared, period))
    (done,) = engine.run()
    traded = [Traded(on, name, size, price(float(paid))) for on, name, size, paid in done.traded]
    return outcome(traded, float(engine.broker.getvalue()))
