"""Bars so far, growing by a row at a time without copying the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.market.panel import ROW_FIELDS, CorporateAction, Panel
from botspec.market.splits import Split, in_new_shares, splits_of
from botspec.run.tape import Tape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from botspec.market.slice import Slice

_SHARE, _LEAST = 4, 64


class Window:
    """A panel from a fixed anchor on, so that indicators keep the same bits as they grow.

    `ahead` are the rows there is room for before it has to grow: two sessions of a live run, had at its start and not
    in its middle. `session` is the date ordinal of its last row, `splits` what it knows of them.
    """

    def __init__(self, panel: Panel, ahead: int = 0) -> None:
        self.symbols, self._ahead = panel.symbols, max(ahead, _LEAST)
        self._rows = len(panel)
        self._actions = panel.actions
        self.splits = splits_of(panel.actions, panel.symbols)
        self._columns: dict[str, NDArray[Any]] = {
            name: _room(getattr(panel, name), self._rows + self._ahead) for name in ROW_FIELDS
        }
        self.session = int(panel.session[-1]) if self._rows else 0
        self._last_close = _last_known(panel, self.splits)

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
            for name, column in self._columns.items():  # one after the other: never all of them twice
                self._columns[name] = _room(column, self._rows + max(self._rows // _SHARE, self._ahead))
        for name in ROW_FIELDS:
            self._columns[name][self._rows] = getattr(bars, name)
        self._rows += 1
        self.learn(actions)
        self._last_close = np.where(np.isnan(bars.close), self.last_close(bars.session), bars.close)
        self.session = bars.session

    def learn(self, actions: Sequence[CorporateAction]) -> None:
        """Take in corporate actions; those that are known change nothing."""
        new = tuple(action for action in actions if action not in self._actions)
        if new:
            self._actions += new
            self.splits = splits_of(self._actions, self.symbols)

    def last_close(self, session: int | None = None) -> NDArray[np.float64]:
        """The newest closes [N], in the shares of a session (a date ordinal), of the last row's without one."""
        return in_new_shares(self._last_close, self.splits, self.session, session or self.session)

    def has_split(self, symbol: str, session: int) -> bool:
        """True when it is known that `symbol` is split with that session."""
        column = self.symbols.index(symbol)
        return any(split.column == column and split.session == session for split in self.splits)

    def traded_since(self, symbol: str, on: date) -> bool:
        """True when `symbol` has a bar of that day or of a later one."""
        panel = self.panel
        since = int(np.searchsorted(panel.session, on.toordinal()))
        return not bool(np.isnan(panel.close[since:, panel.column(symbol)]).all())


def _room(column: NDArray[Any], rows: int) -> NDArray[Any]:
    shape = (rows, *column.shape[1:])
    larger = np.empty(shape, dtype=column.dtype, order="F")
    larger[: len(column)], larger[len(column) :] = column, 0  # written now: what is only promised may not be there
    return larger


def _last_known(panel: Panel, splits: Sequence[Split]) -> NDArray[np.float64]:
    """The newest close of every symbol, in the shares of the panel's last session; NaN without a bar."""
    last = np.full(len(panel.symbols), np.nan)
    for column in range(len(panel.symbols)):
        known = np.flatnonzero(~np.isnan(panel.close[:, column]))
        if len(known):
            last[column] = panel.close[known[-1], column]
            own = [split for split in splits if split.column == column]
            last = in_new_shares(last, own, int(panel.session[known[-1]]), int(panel.session[-1]))
    return last
