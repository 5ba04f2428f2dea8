"""Trades and quotes: as many as bars can tell, one at the open and one at the close of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.panel import Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ticks:
    """Of one symbol: `number` tells them apart and grows with time, `at` is UTC nanoseconds."""

    number: NDArray[np.int64]
    at: NDArray[np.int64]
    price: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.number)

    def take(self, index: slice) -> Ticks:
        """Some of them, in that order."""
        return Ticks(self.number[index], self.at[index], self.price[index])

    @property
    def keys(self) -> NDArray[np.int64]:
        """What pages go on from."""
        return self.number


NO_TICKS = Ticks(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))


def opening(row: int) -> int:
    """The number of the print at a row's open."""
    return 2 * row + 1


def closing(row: int) -> int:
    """The number of the print at a row's close."""
    return 2 * row + 2


def ticks(panel: Panel, symbol: str, closed_rows: int, open_row: int | None, period: tuple[int, int]) -> Ticks:
    """All prints of `symbol` in `period` (UTC nanoseconds, both ends included) up to the present."""
    if symbol not in panel.symbols:
        return NO_TICKS
    column, count = panel.column(symbol), closed_rows + (0 if open_row is None else 1)
    rows = np.arange(count, dtype=np.int64)
    price = np.column_stack([panel.open[:count, column], panel.close[:count, column]])
    price[closed_rows:, 1] = np.nan  # a bar under way has not closed
    at = np.column_stack([panel.opened_at[:count], panel.closed_at[:count]])
    number = np.column_stack([2 * rows + 1, 2 * rows + 2])
    flat_at, flat_price = at.ravel(), price.ravel()
    keep = ~np.isnan(flat_price) & (flat_at >= period[0]) & (flat_at <= period[1])
    return Ticks(number.ravel()[keep], flat_at[keep], flat_price[keep])
