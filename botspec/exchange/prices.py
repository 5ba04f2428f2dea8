"""The last price of every symbol, learnt from bars."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.market.slice import Slice


BLOCK = 256


@lru_cache(maxsize=1024)  # one price is asked for at the release, at the account's door and on the floor
def exact(price: float) -> Decimal:
    """The decimal a float prints as."""
    return Decimal(repr(float(price)))


def usable(price: float) -> bool:
    """False for a missing or impossible price."""
    return 0.0 < price < math.inf


class Prices:
    """The published open of the bar under way, else the last close that was seen."""

    def __init__(self) -> None:
        self._symbols: tuple[str, ...] = ()
        self._columns: dict[str, int] = {}
        self._closes: NDArray[np.float64] | None = None
        self._past: tuple[NDArray[np.float64], int] | None = None
        self._after_split: dict[int, tuple[float, int]] = {}
        self._inside: dict[str, float] = {}
        self.bar: Slice | None = None
        self.closed: Slice | None = None

    def column(self, symbol: str) -> int | None:
        """Index of `symbol` in the bars, None when it never traded here."""
        return self._columns.get(symbol)

    def open(self, bars: Slice) -> None:
        """Publish the opening prices of `bars`."""
        if bars.symbols is not self._symbols:
            self._learn(bars.symbols)
        self.bar = bars
        if self._inside:
            self._inside.clear()

    def saw(self, symbol: str, price: Decimal) -> None:
        """Something traded inside the bar under way: what is known of its price until it closes."""
        self._inside[symbol] = float(price)

    def published(self, symbol: str, column: int) -> float:
        """The price of the moment in the bar under way: its open, or what was seen since; NaN without a bar."""
        if self.bar is None:
            return math.nan
        seen = self._inside.get(symbol) if self._inside else None
        return self.bar.open.item(column) if seen is None else seen

    def close(self, bars: Slice) -> None:
        """Publish the closing prices of `bars`; a missing one leaves the close before."""
        if bars.symbols is not self._symbols:
            self._learn(bars.symbols)
        self.bar, self.closed = None, bars
        if self._inside:
            self._inside.clear()
        self._closes = bars.close if self._closes is None else _filled(bars.close, self._closes)
        if self._after_split:
            for column in [column for column in self._after_split if usable(float(bars.close[column]))]:
                del self._after_split[column]

    def skip(self, panel: Panel, stop: int) -> None:
        """Rows before `stop` are past, walked through or not: their closes are what is known."""
        if panel.symbols is not self._symbols:
            self._learn(panel.symbols)
        self.bar = self.closed = self._closes = None
        self._past = (panel.close, stop)
        if self._after_split:
            self._forget_splits(panel, stop)

    def _forget_splits(self, panel: Panel, stop: int) -> None:
        for column, (_, session) in tuple(self._after_split.items()):
            since = int(np.searchsorted(panel.session, session))
            if not np.isnan(panel.close[since:stop, column]).all():
                del self._after_split[column]

    def split(self, symbol: str, ratio: Decimal, session: int) -> None:
        """The last price counts new shares from now on, until there is a newer one."""
        column = self._columns.get(symbol)
        price = math.nan if column is None else self._known(symbol)
        if column is not None and usable(price):
            self._after_split[column] = (float(exact(price) / ratio), session)

    def last(self, symbol: str) -> float:
        """NaN when no price is known."""
        column = self._columns.get(symbol)
        if column is None:
            return math.nan
        if self.bar is not None:
            price = self._inside.get(symbol) if self._inside else None
            price = self.bar.open.item(column) if price is None else price
            if 0.0 < price < math.inf:
                return price
        return self._known(symbol)

    def _known(self, symbol: str) -> float:
        """The last close, in the shares of today."""
        column = self._columns[symbol]
        if self._after_split and column in self._after_split:
            return self._after_split[column][0]
        price = math.nan if self._closes is None else self._closes.item(column)
        return price if usable(price) else self._looked_up(column)

    def _looked_up(self, column: int) -> float:
        return math.nan if self._past is None else _last_known(self._past[0][: self._past[1], column])

    def _learn(self, symbols: tuple[str, ...]) -> None:
        if symbols == self._symbols:
            return
        self._symbols = symbols
        self._columns = {symbol: index for index, symbol in enumerate(symbols)}
        self._closes = None
        self._past = None
        self._after_split = {}


def _last_known(closes: NDArray[np.float64]) -> float:
    """The last number in `closes`, looked for from the end in blocks."""
    for end in range(len(closes), 0, -BLOCK):
        block = closes[max(end - BLOCK, 0) : end]
        known = np.flatnonzero(~np.isnan(block))
        if len(known):
            return float(block[known[-1]])
    return math.nan


def _filled(newer: NDArray[np.float64], older: NDArray[np.float64]) -> NDArray[np.float64]:
    """`newer`, with its gaps taken from `older`."""
    total = newer.sum()
    if total == total:  # noqa: PLR0124 - a sum is NaN exactly when a member is: one pass, no array
        return newer
    return np.where(np.isnan(newer), older, newer)
