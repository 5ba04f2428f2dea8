"""The bars closed so far, as limits and guards look back on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.moments import moment, nanoseconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel


@dataclass(frozen=True, slots=True)
class Tape:
    """The first `rows` rows of `panel`; a symbol's own bars are those it has, missing ones squeezed out."""

    panel: Panel
    rows: int

    def bars_since(self, symbol: str | None, at: datetime) -> int:
        """Own bars of `symbol` (rows, without one) that began at `at` or later."""
        first = int(np.searchsorted(self.panel.opened_at[: self.rows], nanoseconds(at)))
        return int(np.count_nonzero(own(self.panel, symbol, first, self.rows)))

    def late(self, column: int, at: datetime) -> timedelta:
        """How long ago the newest bar of a symbol was due that has not come; zero when it came, or none ever did."""
        rows = np.flatnonzero(~np.isnan(self.panel.close[: self.rows, column]))
        if len(rows) == 0 or rows[-1] == self.rows - 1:
            return timedelta(0)
        return at - moment(int(self.panel.closed_at[rows[-1] + 1]))


def own(panel: Panel, symbol: str | None, first: int, stop: int) -> NDArray[np.bool_]:
    """Which of the rows `first` to `stop` are bars of `symbol`; all of them without one."""
    if symbol is None:
        return np.ones(max(stop - first, 0), dtype=bool)
    known: NDArray[np.bool_] = ~np.isnan(panel.close[first:stop, panel.column(symbol)])
    return known


def nth_own(panel: Panel, symbol: str | None, since: datetime, count: int) -> int:
    """The row of the `count`th own bar that began at `since` or later; T when there are not that many."""
    first = int(np.searchsorted(panel.opened_at, nanoseconds(since)))
    length = 2 * count + 16
    while True:
        rows = np.flatnonzero(own(panel, symbol, first, min(first + length, len(panel))))
        if len(rows) >= count:
            return first + int(rows[count - 1])
        if first + length >= len(panel):
            return len(panel)
        length *= 4
