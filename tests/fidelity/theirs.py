"""The same strategies in backtesting.py, on frames read and indicators computed without botspec."""

from __future__ import annotations

import warnings
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
from backtesting import Backtest, Strategy

from botspec.market.sample import FOLDER
from tests.fidelity.strategies import Simple
from tests.fidelity.trades import CASH, PART, Outcome, Trade, cents, price


class Follow(Strategy):  # type: ignore[misc]
    """Does what two columns say, from the first bar of the period on."""

    enter: Any = None
    leave: Any = None
    first: Any = None

    def init(self) -> None:
        """Nothing: the columns are there."""

    def next(self) -> None:
        """Decide on the close; the order fills at the next open."""
        row = len(self.data) - 1
        if self.data.index[-1].date() < self.first:
            return
        if self.position:
            if self.leave.iloc[row]:
                self.position.close()
        elif self.enter.iloc[row] and not self.leave.iloc[row]:
            self.buy(size=PART)


@lru_cache
def frame(symbol: str) -> pd.DataFrame:
    """All shipped bars of a symbol, with one more day in front: backtesting.py never decides on the first bar."""
    bars = pd.read_csv(FOLDER / f"{symbol}.csv.gz").rename(columns=str.capitalize)
    bars.index = pd.to_datetime(bars.pop("Timestamp").str[:10])
    before = bars.iloc[:1].set_index(bars.index[:1] - pd.Timedelta(days=1))
    return pd.concat([before, bars])


def run(simple: Simple, symbol: str, period: tuple[date, date]) -> Outcome:
    """Back-test up to the period's last day."""
    first, last = period
    bars = frame(symbol).loc[: pd.Timestamp(last)]
    enter, leave = (column.reindex(bars.index, fill_value=False) for column in simple.signals(bars.iloc[1:]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        test = Backtest(bars, Follow, cash=CASH, finalize_trades=False)
        stats = test.run(enter=enter, leave=leave, first=first)
    closed = [_trade(row) for row in stats["_trades"].itertuples()]
    held = [_held(trade, bars) for trade in stats["_strategy"].trades]
    return Outcome((*closed, *held), cents(float(stats["Equity Final [$]"])))


def _trade(row: object) -> Trade:
    return Trade(
        entered_on=row.EntryTime.date(),  # type: ignore[attr-defined]
        quantity=int(row.Size),  # type: ignore[attr-defined]
        entry_price=price(float(row.EntryPrice)),  # type: ignore[attr-defined]
        left_on=row.ExitTime.date(),  # type: ignore[attr-defined]
        exit_price=price(float(row.ExitPrice)),  # type: ignore[attr-defined]
    )


def _held(trade: object, bars: pd.DataFrame) -> Trade:
    return Trade(
        entered_on=bars.index[trade.entry_bar].date(),  # type: ignore[attr-defined]
        quantity=int(trade.size),  # type: ignore[attr-defined]
        entry_price=price(float(trade.entry_price)),  # type: ignore[attr-defined]
        left_on=None,
        exit_price=None,
    )
