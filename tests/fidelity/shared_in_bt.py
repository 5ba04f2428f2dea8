"""The strategies on four symbols in bt, on two prices a day: the open, where it trades, and the close."""

from __future__ import annotations

import warnings
from datetime import date
from typing import Any

import bt
import pandas as pd

from tests.fidelity.shared import SYMBOLS, WARM, Shared, Wishes, payable, table, wishes
from tests.fidelity.trades import CASH, Outcome, Traded, outcome, price

OPENS, CLOSES = pd.Timedelta(hours=9), pd.Timedelta(hours=16)


class Follow(bt.Algo):  # type: ignore[misc]
    """Sells first, then buys, at the opens."""

    def __init__(self, told: Wishes) -> None:
        """What to do by day."""
        super().__init__()
        self.told = told
        self.leaving: list[str] = []
        self.entering: list[str] = []

    def __call__(self, target: Any) -> bool:
        """One price of one day."""
        prices = target.universe.loc[target.now]
        held = {name for name, child in target.children.items() if child.position}
        if target.now.hour == OPENS.seconds // 3600:
            self._open(target, prices)
        else:
            today = target.now.date()
            self.leaving = [name for name in self.told.leave.get(today, ()) if name in held]
            wanted = [name for name in self.told.enter.get(today, ()) if name not in held]
            self.entering = list(payable(wanted, prices, target.value, target.capital))
        return True

    def _open(self, target: Any, prices: Any) -> None:
        weights = self.told.weights.get(target.now.date())
        if weights is not None:
            self._rebalance(target, weights, target.value)
        for name in self.leaving:
            target.close(name)
        for name, size in payable(self.entering, prices, target.value, target.capital).items():
            target.transact(size, child=name)

    def _rebalance(self, target: Any, weights: dict[str, float], value: float) -> None:
        for name in sorted(weights, key=lambda name: weights[name] * value - self._worth(target, name)):
            target.rebalance(weights[name], child=name, base=value)

    def _worth(self, target: Any, name: str) -> float:
        return float(target.children[name].value) if name in target.children else 0.0


def run(shared: Shared, period: tuple[date, date]) -> Outcome:
    """Back-test up to the period's last day."""
    prices = [
        (moved := table(column, period[1]).loc[WARM:]).set_axis(moved.index + at)
        for column, at in (("Open", OPENS), ("Close", CLOSES))
    ]
    both = pd.concat(prices).sort_index()
    strategy = bt.Strategy("follow", [Follow(wishes(shared, period))], children=list(SYMBOLS))
    test = bt.Backtest(strategy, both, initial_capital=CASH, integer_positions=True, progress_bar=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        test.run()
        done = test.strategy.get_transactions()
    traded = [
        Traded(at.date(), name, int(row.quantity), price(float(row.price))) for (at, name), row in done.iterrows()
    ]
    return outcome(traded, float(test.strategy.value))
