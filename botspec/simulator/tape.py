"""The bars a client may see: closed by the simulated present, never later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.adjustment import adjustments, factors_as_of
from botspec.market.moments import nanoseconds
from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.simulator.asking import Bad
from botspec.simulator.hours import Hours, hours_of
from botspec.simulator.widths import DAY, canonical, daily, midnights, of_days, seconds, within_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = {"split": {ActionKind.SPLIT}, "dividend": {ActionKind.CASH_DIVIDEND}, "all": set(ActionKind), "raw": set()}


@dataclass(frozen=True, slots=True)
class Rows:
    """Bars of one symbol, ready to be shown: `starts` are UTC nanoseconds, prices [B] adjusted, volume whole."""

    starts: NDArray[np.int64]
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    volume: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def keys(self) -> NDArray[np.int64]:
        """What pages go on from."""
        return self.starts

    def take(self, index: slice) -> Rows:
        """Some of them, in that order."""
        return Rows(
            self.starts[index],
            self.open[index],
            self.high[index],
            self.low[index],
            self.close[index],
            self.volume[index],
        )


_NONE = np.empty(0, dtype=np.float64)
NO_ROWS = Rows(np.empty(0, dtype=np.int64), _NONE, _NONE, _NONE, _NONE, _NONE)


class Tape:
    """A panel in its own timeframe and in days."""

    def __init__(self, panel: Panel, timeframe: str, hours: Hours | None = None) -> None:
        self._panel = panel
        self._timeframe = timeframe
        self._hours = hours or hours_of(panel.symbols)
        self._series: dict[str, tuple[Panel, NDArray[np.int64]]] = {}

    @property
    def symbols(self) -> tuple[str, ...]:
        """What there are bars of."""
        return self._panel.symbols

    @property
    def intraday(self) -> bool:
        """True when a day has several bars."""
        return self._timeframe != DAY

    def series(self, timeframe: str) -> tuple[Panel, NDArray[np.int64]]:
        """The bars of that width and their left edges, as far as the tape's own bars can make them. Raises Bad."""
        wanted = canonical(timeframe)
        if wanted not in self._series:
            self._series[wanted] = self._made(wanted)
        return self._series[wanted]

    def rows(
        self, symbol: str, timeframe: str, period: tuple[int, int], now: datetime, adjustment: str = "raw"
    ) -> Rows:
        """Bars of `symbol` whose left edge is in `period` (both ends included) and which have closed by `now`."""
        panel, starts = self.series(timeframe)
        kinds = adjusted_kinds(adjustment)
        closed = int(np.searchsorted(panel.closed_at, nanoseconds(now), side="right"))
        if symbol not in panel.symbols:
            return NO_ROWS
        column = panel.column(symbol)
        known = np.flatnonzero(~np.isnan(panel.close[:closed, column]))
        rows = _taken(panel, column, starts, known)
        if kinds:
            actions = [action for action in panel.actions if action.symbol == symbol and action.kind in kinds]
            rows = _adjusted(rows, actions, panel.session[known])
        first, last = period
        inside = slice(int(np.searchsorted(rows.starts, first)), int(np.searchsorted(rows.starts, last, side="right")))
        return rows.take(inside)

    def _made(self, wanted: str) -> tuple[Panel, NDArray[np.int64]]:
        width, own = seconds(wanted), seconds(self._timeframe)
        if wanted == DAY:
            return (
                daily(self._panel, self._hours) if self.intraday else (self._panel, midnights(self._panel, self._hours))
            )
        if wanted == self._timeframe:
            return self._panel, self._panel.opened_at
        if width is None:
            return of_days(self.series(DAY)[0], wanted, self._hours)
        if own is None or width % own:
            raise Bad(f"invalid timeframe: {wanted}: this simulator has {self._timeframe} bars and what they add up to")
        return within_days(self._panel, width, self._hours)


def adjusted_kinds(adjustment: str) -> set[ActionKind]:
    """Which actions are taken out of the prices. Raises Bad."""
    kinds: set[ActionKind] = set()
    for word in adjustment.split(","):
        if word not in KINDS:
            raise Bad(f"invalid adjustment: {word}")
        kinds |= KINDS[word]
    return kinds


def _taken(panel: Panel, column: int, starts: NDArray[np.int64], index: NDArray[np.int64]) -> Rows:
    return Rows(
        starts[index],
        panel.open[index, column],
        panel.high[index, column],
        panel.low[index, column],
        panel.close[index, column],
        panel.volume[index, column],
    )


def _adjusted(rows: Rows, actions: list[CorporateAction], sessions: NDArray[np.int64]) -> Rows:
    """Prices of the past in the shares of the last bar shown, to four decimals; what cannot be known is left out."""
    if not len(rows):
        return rows
    steps = adjustments(actions, sessions, rows.close)
    length = len(rows)
    price = factors_as_of([(step.bar, step.price) for step in steps], length - 1, length)
    volume = factors_as_of([(step.bar, step.volume) for step in steps], length - 1, length)
    known = ~np.isnan(price)
    columns = [np.round(column * price, 4)[known] for column in (rows.open, rows.high, rows.low, rows.close)]
    return Rows(
        rows.starts[known], columns[0], columns[1], columns[2], columns[3], np.round(rows.volume * volume)[known]
    )
