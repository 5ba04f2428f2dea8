"""The bars closed so far, as limits and guards look back on them."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.record import record
from botspec.market.moments import moment, nanoseconds
from botspec.market.panel import ActionKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel


@record(frozen=True, slots=True)
class Tape:
    """The first `rows` rows of `panel`; a symbol's own bars are those it has, missing ones squeezed out."""

    panel: Panel
    rows: int

    def bars_since(self, symbol: str | None, at: datetime) -> int:
        """Own bars of `symbol` (rows, without one) that began at `at` or later."""
        first = int(np.searchsorted(self.panel.opened_at[: self.rows], nanoseconds(at)))
        return int(np.count_nonzero(own(self.panel, symbol, first, self.rows)))

    def average_volume(self, symbol: str, bars: int) -> Decimal | None:
        """Mean volume of the newest `bars` own bars, in today's shares; None while there are fewer."""
        rows = self._newest(symbol, bars)
        if len(rows) < bars:
            return None
        column = self.panel.column(symbol)
        volume = [float(self.panel.volume[row, column]) * self._shares_since(symbol, row) for row in rows.tolist()]
        return Decimal(repr(sum(volume) / bars))

    def dollar_volume(self, symbol: str, sessions: int) -> Decimal | None:
        """Mean of close times volume over the newest `sessions` sessions with a bar; None while there are fewer."""
        column = self.panel.column(symbol)
        by_session: dict[int, float] = {}
        for row in range(self.rows - 1, -1, -1):
            session, traded = int(self.panel.session[row]), self._traded(row, column)
            if traded is None:
                continue
            if session not in by_session and len(by_session) == sessions:
                break
            by_session[session] = by_session.get(session, 0.0) + traded
        return Decimal(repr(sum(by_session.values()) / sessions)) if len(by_session) == sessions else None

    def _traded(self, row: int, column: int) -> float | None:
        traded = float(self.panel.close[row, column]) * float(self.panel.volume[row, column])
        return None if math.isnan(traded) else traded

    def _newest(self, symbol: str, count: int) -> NDArray[np.int64]:
        """Rows of the newest `count` own bars, or of all there are."""
        length = 2 * count + 16
        while True:
            first = max(self.rows - length, 0)
            rows = first + np.flatnonzero(own(self.panel, symbol, first, self.rows))
            if len(rows) >= count or first == 0:
                return rows[-count:]
            length *= 4

    def last_price(self, symbol: str, today: int) -> Decimal | None:
        """The newest close, in shares as they are on a date ordinal; None before the first bar."""
        newest = self._newest(symbol, 1)
        if len(newest) == 0:
            return None
        row = int(newest[0])
        close = float(self.panel.close[row, self.panel.column(symbol)])
        return Decimal(repr(close / self._shares_since(symbol, row, today)))

    def _shares_since(self, symbol: str, row: int, today: int | None = None) -> float:
        """What a share of that row has become by splits."""
        session, now = int(self.panel.session[row]), today or int(self.panel.session[self.rows - 1])
        splits = (
            float(action.value)
            for action in self.panel.actions
            if action.symbol == symbol and action.kind is ActionKind.SPLIT and session < action.ex_on.toordinal() <= now
        )
        return math.prod(splits, start=1.0)

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
