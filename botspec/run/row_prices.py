"""Prices of one row by symbol, looked up only where somebody asks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class RowPrices(Mapping[str, float]):
    """USD of every symbol of `columns` that has a price in `row` [N]."""

    __slots__ = ("_columns", "_row")

    def __init__(self, columns: Mapping[str, int], row: NDArray[np.float64]) -> None:
        self._columns, self._row = columns, row

    def __getitem__(self, symbol: str) -> float:
        price: float = self._row.item(self._columns[symbol])
        if price != price:  # noqa: PLR0124  (NaN: there is none)
            raise KeyError(symbol)
        return price

    def get(self, symbol: str, default: float | None = None) -> float | None:  # type: ignore[override]  # no other kind
        """The price, `default` where there is none."""
        column = self._columns.get(symbol)
        price: float = math.nan if column is None else self._row.item(column)
        return price if price == price else default  # noqa: PLR0124  (NaN)

    def __iter__(self) -> Iterator[str]:
        return (symbol for symbol in self._columns if symbol in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
