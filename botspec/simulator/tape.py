"""The bars a client may see: closed by the simulated present, never later."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from botspec.market.adjustment import adjustments, factors_as_of
from botspec.market.calendar import session_on
from botspec.market.distinct import starts
from botspec.market.moments import nanoseconds
from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.simulator.asking import Bad

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEW_YORK = ZoneInfo("America/New_York")
DAY = "1Day"
TIMEFRAME = re.compile(r"(\d+)(Min|T|Hour|H|Day|D|Week|W|Month|M)")
LONG = {"T": "Min", "H": "Hour", "D": "Day", "W": "Week", "M": "Month"}
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
EMPTY = Rows(np.empty(0, dtype=np.int64), _NONE, _NONE, _NONE, _NONE, _NONE)


class Tape:
    """A panel in its own timeframe and in days."""

    def __init__(self, panel: Panel, timeframe: str) -> None:
        self._panel = panel
        self._timeframe = timeframe

    @property
    def symbols(self) -> tuple[str, ...]:
        """What there are bars of."""
        return self._panel.symbols

    @property
    def intraday(self) -> bool:
        """True when a day has several bars."""
        return self._timeframe != DAY

    def series(self, timeframe: str) -> tuple[Panel, NDArray[np.int64]]:
        """The bars of that width and their left edges. Raises Bad."""
        wanted = canonical(timeframe)
        if wanted == DAY:
            return self._daily, self._midnights
        if wanted == self._timeframe:
            return self._panel, self._panel.opened_at
        raise Bad(f"invalid timeframe: {timeframe}: this simulator has {self._timeframe} bars, and 1Day")

    def rows(
        self, symbol: str, timeframe: str, period: tuple[int, int], now: datetime, adjustment: str = "raw"
    ) -> Rows:
        """Bars of `symbol` whose left edge is in `period` (both ends included) and which have closed by `now`."""
        panel, starts = self.series(timeframe)
        kinds = adjusted_kinds(adjustment)
        closed = int(np.searchsorted(panel.closed_at, nanoseconds(now), side="right"))
        if symbol not in panel.symbols:
            return EMPTY
        column = panel.column(symbol)
        known = np.flatnonzero(~np.isnan(panel.close[:closed, column]))
        rows = _taken(panel, column, starts, known)
        if kinds:
            actions = [action for action in panel.actions if action.symbol == symbol and action.kind in kinds]
            rows = _adjusted(rows, actions, panel.session[known])
        first, last = period
        inside = slice(int(np.searchsorted(rows.starts, first)), int(np.searchsorted(rows.starts, last, side="right")))
        return rows.take(inside)

    @cached_property
    def _daily(self) -> Panel:
        return daily(self._panel) if self.intraday else self._panel

    @cached_property
    def _midnights(self) -> NDArray[np.int64]:
        days = (datetime.fromordinal(int(ordinal)) for ordinal in self._daily.session)
        edges = [nanoseconds(datetime.combine(day, time.min, NEW_YORK)) for day in days]
        return np.array(edges, dtype=np.int64)


def canonical(timeframe: str) -> str:
    """`1D` is `1Day`. Raises Bad for what is no timeframe."""
    found = TIMEFRAME.fullmatch(timeframe)
    if found is None:
        raise Bad(f"invalid timeframe: {timeframe}")
    number, unit = found.groups()
    return f"{int(number)}{LONG.get(unit, unit)}"


def adjusted_kinds(adjustment: str) -> set[ActionKind]:
    """Which actions are taken out of the prices. Raises Bad."""
    kinds: set[ActionKind] = set()
    for word in adjustment.split(","):
        if word not in KINDS:
            raise Bad(f"invalid adjustment: {word}")
        kinds |= KINDS[word]
    return kinds


def daily(panel: Panel) -> Panel:
    """Bars of whole sessions from finer ones: known at the session's official close."""
    first = starts(panel.session)
    sessions = panel.session[first]
    last = np.append(first[1:], len(panel)) - 1
    closes = [
        _session_close(int(ordinal), int(panel.closed_at[end])) for ordinal, end in zip(sessions, last, strict=True)
    ]
    pieces = [slice(int(start), int(end) + 1) for start, end in zip(first, last, strict=True)]
    with np.errstate(all="ignore"):
        return replace(
            panel,
            opened_at=panel.opened_at[first],
            closed_at=np.array(closes, dtype=np.int64),
            session=sessions,
            open=np.array([[_first(panel.open[piece, column]) for column in _columns(panel)] for piece in pieces]),
            high=np.array([_fmax(panel.high[piece]) for piece in pieces]),
            low=np.array([-_fmax(-panel.low[piece]) for piece in pieces]),
            close=np.array(
                [[_first(panel.close[piece, column][::-1]) for column in _columns(panel)] for piece in pieces]
            ),
            volume=np.array([np.nansum(panel.volume[piece], axis=0) for piece in pieces]),
        )


def _columns(panel: Panel) -> range:
    return range(len(panel.symbols))


def _fmax(block: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = np.fmax.reduce(block, axis=0)
    return result


def _first(numbers: NDArray[np.float64]) -> float:
    known = np.flatnonzero(~np.isnan(numbers))
    return float(numbers[known[0]]) if len(known) else float("nan")


def _session_close(ordinal: int, last_close: int) -> int:
    session = session_on(datetime.fromordinal(ordinal).date())
    return last_close if session is None else max(nanoseconds(session.closes_at), last_close)


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
