"""The strategies on one symbol in backtesting.py, on frames read and indicators computed without botspec."""

from __future__ import annotations

import contextlib
import io
import warnings
from datetime import date
from typing import Any

import pandas as pd
from backtesting import Backtest, Strategy

from tests.fidelity.frames import frame
from tests.fidelity.strategies import Said, Simple
from tests.fidelity.trades import CASH, PART, Outcome, Traded, outcome, price


class Follow(Strategy):  # type: ignore[misc]
    """Does what columns say, from the first bar of the period on."""

    said: Any = None
    simple: Any = None
    first: Any = None
    opens: Any = None

    def init(self) -> None:
        """Nothing: the columns are there."""
        self.best = 0.0
        self.legs: tuple[float, float] | None = None

    def next(self) -> None:
        """Decide on the close; the order fills at the next open."""
        row = len(self.data) - 1
        if self.data.index[-1].date() < self.first or row + 1 >= len(self.opens):
            return
        if self.position:
            self._hold(row)
        elif self.said.enter.iloc[row] and not self.said.leave.iloc[row]:
            self._buy(float(self.opens[row + 1]))
        elif self.said.short_enter is not None and self.said.short_enter.iloc[row]:
            self.sell(size=PART)

    def _hold(self, row: int) -> None:
        leave = self.said.leave if self.position.is_long else self.said.short_leave
        close = float(self.data.Close[-1])
        if self.legs is not None:
            self.trades[0].sl, self.trades[0].tp = self.legs
            self.legs = None
        self.best = max(self.best, close, self.trades[0].entry_price)
        trailed = self.simple.trail is not None and close <= self.best * (1 - self.simple.trail)
        if leave.iloc[row] or trailed:
            self.position.close()

    def _buy(self, opening: float) -> None:
        """An order's legs must stand around the last close; where the night went further they come a bar later."""
        self.best, self.legs = 0.0, self.simple.legs(opening)
        if self.legs is not None and self.legs[0] < self.data.Close[-1] < self.legs[1]:
            self.buy(size=PART, sl=self.legs[0], tp=self.legs[1])
            self.legs = None
        else:
            self.buy(size=PART)


def _in_front(symbol: str) -> pd.DataFrame:
    """One more day in front: backtesting.py never decides on the first bar."""
    bars = frame(symbol)
    before = bars.iloc[:1].set_index(bars.index[:1] - pd.Timedelta(days=1))
    return pd.concat([before, bars])


def run(simple: Simple, symbol: str, period: tuple[date, date]) -> Outcome:
    """Back-test up to the period's last day."""
    first, last = period
    bars = _in_front(symbol).loc[: pd.Timestamp(last)]
    told = simple.said(bars.iloc[1:])
    columns = (told.enter, told.leave, told.short_enter, told.short_leave)
    said = Said(*(each if each is None else each.reindex(bars.index, fill_value=False) for each in columns))
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):  # a bar of progress
        warnings.simplefilter("ignore")
        test = Backtest(bars, Follow, cash=CASH, finalize_trades=False)
        stats = test.run(said=said, simple=simple, first=first, opens=bars.Open.to_numpy())
    traded = [each for row in stats["_trades"].itertuples() for each in _closed(row, symbol)]
    held = [_held(trade, bars, symbol) for trade in stats["_strategy"].trades]
    return outcome([*traded, *held], float(stats["Equity Final [$]"]))


def _closed(row: Any, symbol: str) -> tuple[Traded, Traded]:
    size = int(row.Size)
    return (
        Traded(row.EntryTime.date(), symbol, size, price(float(row.EntryPrice))),
        Traded(row.ExitTime.date(), symbol, -size, price(float(row.ExitPrice))),
    )


def _held(trade: Any, bars: pd.DataFrame, symbol: str) -> Traded:
    return Traded(bars.index[trade.entry_bar].date(), symbol, int(trade.size), price(float(trade.entry_price)))
