"""Simulated time: bars open and close in order, and the exchange is told."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

import numpy as np

from botspec.exchange.exchange import Exchange
from botspec.market.moments import moment, nanoseconds
from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.simulator.hours import Hours, hours_of
from botspec.simulator.ticks import closing, opening

AFTER = timedelta(microseconds=1)
"""How much later a bar opens than the one before closed: what is sent at that very moment comes before the open."""


class Phase(Enum):
    """What happens next to the row under way."""

    OPEN = 0
    CLOSE = 1
    SESSION_END = 2


@dataclass(frozen=True, slots=True)
class Print:
    """A published price: since when (UTC nanoseconds), and the number of its trade."""

    price: float
    at: int
    number: int


@dataclass(frozen=True, slots=True)
class Valued:
    """The account's equity at a bar's close."""

    at: datetime
    equity: Decimal


Watcher = Callable[[Phase, int], None]
"""Is told what has happened, and to which row."""


class Venue:
    """Drives `exchange` with the rows of `panel`; `now` never goes back. Rows closed by `starts_at` are history."""

    def __init__(self, panel: Panel, exchange: Exchange, starts_at: datetime, hours: Hours | None = None) -> None:
        self.panel = panel
        self.exchange = exchange
        self.now = starts_at
        self.closed_rows = int(np.searchsorted(panel.closed_at, nanoseconds(starts_at), side="right"))
        self.last_equity = exchange.cash
        self.hours = hours or hours_of(panel.symbols)
        self.history: list[Valued] = []
        self.watchers: list[Watcher] = []
        self._row = self.closed_rows
        self._phase = Phase.OPEN
        self._actions = _by_session(panel.actions)
        exchange.skip(panel, self.closed_rows)
        self.advance(starts_at)

    @property
    def next_event_at(self) -> datetime | None:
        """When the market next does something; None after the last bar."""
        if self._row >= len(self.panel):
            return None
        match self._phase:
            case Phase.OPEN:
                return moment(self.panel.opened_at[self._row]) + (AFTER if self._follows_at_once() else timedelta())
            case Phase.CLOSE:
                return moment(self.panel.closed_at[self._row])
            case Phase.SESSION_END:
                return self._session_end()

    def advance(self, until: datetime, *, news: bool = False) -> int:
        """Let everything up to and including `until` happen; the number of events. An earlier one changes nothing.

        With `news` it ends with the first event that filled an order. How far a bar went is known in its last
        microsecond: who is told then may still send an exit that meets the rest of it.
        """
        events, fills = 0, len(self.exchange.executions)
        while (due := self.next_event_at) is not None and due - AFTER <= until:
            if self._phase is Phase.CLOSE and (news or until < due):
                self._reach(due)
            if due > until:
                break
            if not (news and self._has_news(fills, until)):
                self.now = max(self.now, due)
                self._happen(due)
            events += 1
            if news and self._has_news(fills, until):
                return events
        self.now = max(self.now, until)
        return events

    def _has_news(self, fills: int, until: datetime) -> bool:
        """More has filled, and what happens by `until` is not all that has."""
        return len(self.exchange.executions) > fills and self.now < until

    def _reach(self, closes_at: datetime) -> None:
        self.now = max(self.now, closes_at - AFTER)
        self.exchange.reach_bar(self.panel.row(self._row))

    def open_row(self) -> int | None:
        """The row whose bar is under way, if any."""
        return self._row if self._phase is Phase.CLOSE else None

    def last_price(self, symbol: str) -> Decimal | None:
        """The published price of `symbol`."""
        return self.exchange.last_price(symbol)

    def last_trade(self, symbol: str) -> Print | None:
        """The published price and since when it is known; None before the first bar."""
        panel, row = self.panel, self.open_row()
        if symbol not in panel.symbols:
            return None
        column = panel.column(symbol)
        if row is not None and panel.open[row, column] > 0:
            return Print(float(panel.open[row, column]), int(panel.opened_at[row]), opening(row))
        known = np.flatnonzero(~np.isnan(panel.close[: self.closed_rows, column]))
        if not len(known):
            return None
        last = int(known[-1])
        return Print(float(panel.close[last, column]), int(panel.closed_at[last]), closing(last))

    def previous_close(self, symbol: str) -> float | None:
        """The close of the last session before the one of `now`'s bars; None when there is none."""
        panel, column = self.panel, self.panel.column(symbol)
        row = self.open_row()
        latest = self.closed_rows - 1 if row is None else row
        if latest < 0:
            return None
        before = int(np.searchsorted(panel.session, panel.session[latest], side="left"))
        known = panel.close[:before, column]
        numbers = np.flatnonzero(~np.isnan(known))
        return float(known[numbers[-1]]) / self._split_today(symbol, latest) if len(numbers) else None

    def _split_today(self, symbol: str, row: int) -> float:
        """New shares for one old share since the last session."""
        today = self._actions.get(int(self.panel.session[row]), ())
        return math.prod(
            float(action.value) for action in today if action.symbol == symbol and action.kind is ActionKind.SPLIT
        )

    def _follows_at_once(self) -> bool:
        """True when the bar before closes at the moment this one opens."""
        opens_at = self.panel.opened_at[self._row]
        return self._row > 0 and bool(self.panel.closed_at[self._row - 1] == opens_at)

    def _happen(self, at: datetime) -> None:
        phase, row = self._phase, self._row
        self._let(at)
        for watcher in self.watchers:
            watcher(phase, row)

    def _let(self, at: datetime) -> None:
        bars = self.panel.row(self._row)
        match self._phase:
            case Phase.OPEN:
                self.exchange.open_bar(bars, self._due_actions())
                self._phase = Phase.CLOSE
            case Phase.CLOSE:
                self.exchange.close_bar(bars)
                self.closed_rows = self._row + 1
                self.history.append(Valued(at, self.exchange.equity()))
                self._phase = Phase.SESSION_END if self._is_last_of_session() else Phase.OPEN
                self._row += 0 if self._phase is Phase.SESSION_END else 1
            case Phase.SESSION_END:
                self.exchange.close_session(bars.session, at)
                self.last_equity = self.exchange.equity()
                self.history[-1] = Valued(self.history[-1].at, self.last_equity)
                self._phase = Phase.OPEN
                self._row += 1

    def _due_actions(self) -> Sequence[CorporateAction]:
        session = int(self.panel.session[self._row])
        first = self._row == 0 or int(self.panel.session[self._row - 1]) != session
        return self._actions.get(session, ()) if first else ()

    def _is_last_of_session(self) -> bool:
        after = self._row + 1
        return after == len(self.panel) or bool(self.panel.session[after] != self.panel.session[self._row])

    def _session_end(self) -> datetime:
        """The calendar's close, or the last bar's where the calendar knows no such session."""
        return moment(self.hours.ends(int(self.panel.session[self._row]), int(self.panel.closed_at[self._row])))


def _by_session(actions: Sequence[CorporateAction]) -> dict[int, list[CorporateAction]]:
    grouped: dict[int, list[CorporateAction]] = defaultdict(list)
    for action in actions:
        grouped[action.ex_on.toordinal()].append(action)
    return grouped
