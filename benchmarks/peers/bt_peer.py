"""bt: any number of symbols sharing one account; its prices are the opens, the signals are of the bar before."""

from __future__ import annotations

import warnings
from typing import Any

import bt
import numpy as np
import pandas as pd
import talib

from benchmarks.cases import Case
from benchmarks.peers.frames import frames
from benchmarks.peers.told import BELOW, CASH, PART, RSI, RSI_IN, RSI_OUT, SMA, tell


class Trade(bt.Algo):  # type: ignore[misc]
    """Sell what the bar before said to leave, then buy what it said to enter."""

    def __init__(self, entering: dict[Any, list[str]], leaving: dict[Any, set[str]], sized: Any) -> None:
        """Symbols to trade by date; `sized` are the prices to size with."""
        super().__init__()
        self.sized = sized
        self.entering, self.leaving, self.trips = entering, leaving, 0

    def __call__(self, target: Any) -> bool:
        """One day."""
        leaving = self.leaving.get(target.now, set())
        held = {name for name, child in target.children.items() if child.position}
        for name in sorted(held & leaving):
            target.close(name)
            self.trips += 1
        budget = PART * target.value
        for name in self.entering.get(target.now, ()):
            quantity = budget // self.sized.loc[target.now, name]
            cost = quantity * target.universe.loc[target.now, name]
            if name not in held and name not in leaving and cost <= target.capital:
                target.transact(quantity, child=name)
        return True


def run(case: Case, data: Any) -> tuple[int, float]:
    """Number of round trips and final equity."""
    warnings.simplefilter("ignore")
    opens = pd.DataFrame({name: frame["Open"] for name, frame in data.items()})
    closes = np.column_stack([frame["Close"] for frame in data.values()])
    strength = np.column_stack([talib.RSI(closes[:, each], RSI) for each in range(case.symbols)])
    mean = np.column_stack([talib.SMA(closes[:, each], SMA) for each in range(case.symbols)])
    trade = Trade(
        _by_date((strength < RSI_IN) & (closes > mean), opens, list),
        _by_date((strength > RSI_OUT) | (closes < BELOW * mean), opens, set),
        opens if case.sized_at_open else pd.DataFrame(closes, opens.index, opens.columns).shift(1),
    )
    strategy = bt.Strategy("reversion", [trade], children=list(opens.columns))
    test = bt.Backtest(strategy, opens, initial_capital=CASH, integer_positions=True, progress_bar=False)
    test.run()
    return test.strategy.stack.algos[0].trips, float(test.strategy.value)  # it works on a copy


def _by_date(said: Any, opens: Any, kind: type) -> Any:
    return {
        opens.index[row + 1]: kind(opens.columns[np.flatnonzero(said[row])])
        for row in np.flatnonzero(said[:-1].any(axis=1)).tolist()
    }


if __name__ == "__main__":
    tell(frames, run)
