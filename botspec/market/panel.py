"""History as columns: raw prices [T, N] and the corporate actions that adjust them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.slice import Slice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class ActionKind(StrEnum):
    """Corporate actions that change what a share is worth."""

    CASH_DIVIDEND = "cash_dividend"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class CorporateAction:
    """`value` is USD per share for a dividend, new shares per old share for a split; from the open of `ex_on`."""

    symbol: str
    ex_on: date
    kind: ActionKind
    value: Decimal


@dataclass(frozen=True, slots=True)
class Panel:
    """Raw bars of `symbols` [N] at rows [T]; price arrays are [T, N] float64, Fortran order, NaN = no bar.

    `opened_at` and `closed_at` [T] are UTC nanoseconds (of a daily bar: the session's open and close); `session` [T]
    is the ordinal of the session's date. Rows are strictly increasing in `closed_at`.
    """

    symbols: tuple[str, ...]
    opened_at: NDArray[np.int64]
    closed_at: NDArray[np.int64]
    session: NDArray[np.int64]
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    volume: NDArray[np.float64]
    actions: tuple[CorporateAction, ...] = ()

    def __len__(self) -> int:
        return len(self.closed_at)

    def row(self, index: int) -> Slice:
        """The bars of one row."""
        return Slice(  # in the order of its fields: names would double what one costs
            self.symbols,
            self.opened_at.item(index),
            self.closed_at.item(index),
            self.session.item(index),
            self.open[index],
            self.high[index],
            self.low[index],
            self.close[index],
            self.volume[index],
            index,
        )

    def upto(self, rows: int) -> Panel:
        """The first `rows` rows, as views."""
        return self.between(0, rows)

    def between(self, start: int, stop: int) -> Panel:
        """Rows `start` up to but not including `stop`, as views; corporate actions are kept whole."""
        cut = slice(start, stop)
        return replace(self, **{name: getattr(self, name)[cut] for name in ROW_FIELDS})

    def column(self, symbol: str) -> int:
        """Index of `symbol` in the second dimension."""
        return self.symbols.index(symbol)

    def has_bars(self, column: int) -> bool:
        """Whether the symbol of a column has any bar."""
        return bool((~np.isnan(self.close[:, column])).any())

    def select(self, symbols: Sequence[str]) -> Panel:
        """Only `symbols`, in that order, with their actions."""
        index = [self.column(symbol) for symbol in symbols]
        prices = {name: np.asfortranarray(getattr(self, name)[:, index]) for name in PRICE_FIELDS}
        wanted = frozenset(symbols)
        actions = tuple(action for action in self.actions if action.symbol in wanted)
        return replace(self, symbols=tuple(symbols), actions=actions, **prices)


TIME_FIELDS = ("opened_at", "closed_at", "session")
PRICE_FIELDS = ("open", "high", "low", "close", "volume")
ROW_FIELDS = TIME_FIELDS + PRICE_FIELDS


def empty_panel(symbols: Sequence[str]) -> Panel:
    """A panel without rows."""
    moments = np.empty(0, dtype=np.int64)
    prices = np.empty((0, len(symbols)), dtype=np.float64, order="F")
    return Panel(tuple(symbols), moments, moments, moments, prices, prices, prices, prices, prices)
