"""Bars so far, growing by a row at a time without copying the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.market.panel import ROW_FIELDS, CorporateAction, Panel
from botspec.run.tape import Tape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from botspec.market.slice import Slice


class Window:
    """A panel from a fixed anchor on, so that indicators keep the same bits as they grow."""

    def __init__(self, panel: Panel) -> None:
        self.symbols = panel.symbols
        self._rows = len(panel)
        self._actions = panel.actions
        self._columns: dict[str, NDArray[Any]] = {
            name: _room(getattr(panel, name), max(2 * self._rows, 64)) for name in ROW_FIELDS
        }
        self.last_close = _last_known(panel)

    def __len__(self) -> int:
        return self._rows

    @property
    def panel(self) -> Panel:
        """The rows so far, as views."""
        rows = {name: column[: self._rows] for name, column in self._columns.items()}
        return Panel(symbols=self.symbols, actions=self._actions, **rows)

    @property
    def tape(self) -> Tape:
        """The rows so far, to look back on."""
        return Tape(self.panel, self._rows)

    def append(self, bars: Slice, actions: Sequence[CorporateAction] = ()) -> None:
        """Add one row; one that does not close later than every row before it is known already."""
        if self._rows and bars.closed_at <= self._columns["closed_at"][self._rows - 1]:
            return
        if self._rows == len(self._columns["closed_at"]):
            self._columns = {name: _room(column, 2 * self._rows) for name, column in self._columns.items()}
        for name in ROW_FIELDS:
            self._columns[name][self._rows] = getattr(bars, name)
        self._rows += 1
        known = set(self._actions)
        self._actions += tuple(action for action in actions if action not in known)
        self.last_close = np.where(np.isnan(bars.close), self.last_close, bars.close)


def _room(column: NDArray[Any], rows: int) -> NDArray[Any]:
    shape = (rows, *column.shape[1:])
    larger = np.zeros(shape, dtype=column.dtype, order="F")
    larger[: len(column)] = column
    return larger


def _last_known(panel: Panel) -> NDArray[np.float64]:
    last = np.full(len(panel.symbols), np.nan)
    for column in range(len(panel.symbols)):
        known = panel.close[:, column][~np.isnan(panel.close[:, column])]
        if len(known):
            last[column] = known[-1]
    return last
