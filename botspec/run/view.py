"""What a decision may see: one row of signals and prices, nothing after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.moments import moment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.strategy.signals import SignalColumns

WARMING_UP, UNKNOWN, NO, YES = -2, -1, 0, 1


@dataclass(frozen=True, slots=True)
class Signals:
    """Signals of a whole panel, ready to be looked at row by row; arrays [T, N].

    `entry` holds WARMING_UP, UNKNOWN, NO or YES; `since` the row at which the present value of `entry` began.
    """

    entry: NDArray[np.int8]
    exit: NDArray[np.int8]
    rank: NDArray[np.float64]
    since: NDArray[np.int32]
    entry_price: NDArray[np.float64] | None
    exit_price: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class View:
    """One row: arrays [N]; `at` is the bar's close, `since` the moment each symbol's present entry signal began."""

    at: datetime
    session: int
    row: int
    close: NDArray[np.float64]
    signals: Signals
    closed_at: NDArray[np.int64]

    @property
    def signalled(self) -> list[int]:
        """Columns whose entry signal is anything but NO."""
        columns: list[int] = np.flatnonzero(self.signals.entry[self.row] != NO).tolist()
        return columns

    def entry(self, column: int) -> int:
        """WARMING_UP, UNKNOWN, NO or YES."""
        return int(self.signals.entry[self.row, column])

    def exit(self, column: int) -> int:
        """UNKNOWN, NO or YES."""
        return int(self.signals.exit[self.row, column])

    def rank(self, column: int) -> float:
        """Sort key of an entry, higher first; unknown ranks last."""
        value = float(self.signals.rank[self.row, column])
        return value if value == value else float("-inf")  # noqa: PLR0124  (NaN is the only value unequal to itself)

    def since(self, column: int) -> datetime:
        """When the present entry signal began."""
        return moment(int(self.closed_at[self.signals.since[self.row, column]]))


def signals_of(
    columns: SignalColumns,
    entry_price: NDArray[np.float64] | None = None,
    exit_price: NDArray[np.float64] | None = None,
) -> Signals:
    """Join a strategy's columns with the rows at which each symbol becomes ready."""
    rows = np.arange(len(columns.enter), dtype=np.int32)[:, np.newaxis]
    entry = np.where(rows < columns.ready[np.newaxis, :], np.int8(WARMING_UP), columns.enter).astype(np.int8)
    changed = np.ones(entry.shape, dtype=bool)
    changed[1:] = entry[1:] != entry[:-1]
    since = np.maximum.accumulate(np.where(changed, rows, np.int32(0)), axis=0)
    return Signals(entry, columns.exit, columns.rank, since.astype(np.int32), entry_price, exit_price)


def view_of(panel: Panel, signals: Signals, row: int, closing: NDArray[np.float64]) -> View:
    """What may be seen at `row`; `closing` is the gapless close [N]."""
    return View(
        at=moment(int(panel.closed_at[row])),
        session=int(panel.session[row]),
        row=row,
        close=closing,
        signals=signals,
        closed_at=panel.closed_at,
    )
