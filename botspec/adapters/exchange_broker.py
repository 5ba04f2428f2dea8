"""The in-process exchange as a broker: what a back-test trades against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.adapters.exchange_account import account_of
from botspec.data.grid import grid
from botspec.domain.account import AccountSnapshot
from botspec.domain.events import BrokerEvent
from botspec.domain.intents import Intent
from botspec.domain.orders import Changes, Order
from botspec.domain.outcomes import HELD, Acked, NotSent, Rejected, SubmitOutcome
from botspec.exchange.exchange import Exchange
from botspec.exchange.inside import AT_ONCE
from botspec.exchange.refusal import Refusal
from botspec.market.distinct import distinct
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import SECOND, moment, nanoseconds
from botspec.market.panel import CorporateAction, Panel

if TYPE_CHECKING:
    from botspec.market.slice import Slice


class ExchangeBroker:
    """Drives an `Exchange` row by row over one panel; rows may be jumped where `next_event` allows it."""

    def __init__(self, exchange: Exchange, panel: Panel, hours: Hours = REGULAR) -> None:
        self.exchange = exchange
        self._panel = panel
        self._always = hours.always
        self._closes = session_closes(panel, hours)
        self._actions = _by_session(panel.actions)
        self._ex_rows = _ex_rows(panel)
        self._opened = -1
        self._closed = -1
        self._session = -1
        self._told = True

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:
        """Hand the order over; the exchange answers at once."""
        self._told = False
        try:
            return Acked(self.exchange.submit(intent.request, at))
        except Refusal as refusal:
            return Rejected(refusal.http_status, str(refusal.code), refusal.message)

    def submit_all(
        self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        """One after the other."""
        for intent in intents:
            yield intent, NotSent(HELD) if held() else self.submit(intent, at)

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:
        """The exchange answers at once."""
        self._told = False
        order = self.exchange.by_client_order_id(client_order_id)
        try:
            return Acked(
                self.exchange.replace(
                    order.id if order else "", at, client_order_id=new_client_order_id, **_given(changes)
                )
            )
        except Refusal as refusal:
            return Rejected(refusal.http_status, str(refusal.code), refusal.message)

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None:
        """One after the other."""
        for client_order_id in client_order_ids:
            self.cancel(client_order_id, at)

    def cancel(self, client_order_id: str, at: datetime) -> bool:
        """Cancel if it still works."""
        order = self.exchange.by_client_order_id(client_order_id)
        if order is None or not order.live:
            return False
        self._told = False
        self.exchange.cancel(order.id, at)
        return True

    def find(self, client_order_id: str) -> Order | None:
        """The order sent under that id."""
        return self.exchange.by_client_order_id(client_order_id)

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:
        """Open the bar, and close it when `until` has reached its end; then what changed since the last call.

        How far it went is told in its last microsecond already.
        """
        if bars is not None:
            if self._opened != bars.opened_at:
                self._open(bars)
            closes_at = moment(bars.closed_at)
            if until >= closes_at:
                self._close(bars)
            elif until + AT_ONCE >= closes_at and self._closed != bars.closed_at:
                self.exchange.reach_bar(bars)
        elif self._is_overdue(nanoseconds(until)):
            self._end_session()
        self._told = True
        return self.exchange.drain()

    def snapshot(self) -> AccountSnapshot:
        """The account as it stands."""
        return account_of(self.exchange, "BACKTEST")

    @property
    def has_news(self) -> bool:
        """True when an order was sent or changed since the market was last advanced."""
        return not self._told

    def next_event(self, panel: Panel, row: int) -> int:
        """First row from `row` on (or T) at which an order could change, a fee or a dividend be booked."""
        if not self._told or self._is_overdue(panel.opened_at.item(row)):
            return row
        rows = len(panel)
        upcoming = rows
        if self.exchange.has_live_orders:
            touched = self.exchange.first_touch(panel, row, rows)
            upcoming = rows if touched is None else touched
        if self.exchange.has_pending_fees:
            session_end = int(panel.session.searchsorted(self._session, side="right")) - 1
            upcoming = min(upcoming, max(session_end, row))
        return min(upcoming, self._next_dividend(row, rows))

    def session_over(self, panel: Panel, row: int) -> bool:
        """True when the session has closed with this row, and the next one does not begin at once."""
        return not self._always and panel.closed_at.item(row) >= self._closes[panel.session.item(row)]

    def _next_dividend(self, row: int, rows: int) -> int:
        if not self._ex_rows:
            return rows
        held = self.exchange.positions
        return min((r for r, symbol in self._ex_rows if r >= row and symbol in held), default=rows)

    def _open(self, bars: Slice) -> None:
        first = bars.session != self._session
        if first:
            self._end_session()
            self._session = bars.session
        self.exchange.skip(self._panel, self._row_of(bars))
        self.exchange.open_bar(bars, self._actions.get(bars.session, ()) if first else ())
        self._opened = bars.opened_at

    def _row_of(self, bars: Slice) -> int:
        """Where the bars stand in the panel: nearly always they are from it, and say so."""
        closed_at, row = self._panel.closed_at, bars.row
        if 0 <= row < len(closed_at) and closed_at.item(row) == bars.closed_at:
            return row
        return int(closed_at.searchsorted(bars.closed_at))

    def _close(self, bars: Slice) -> None:
        if self._closed == bars.closed_at:
            return
        self.exchange.close_bar(bars)
        self._closed = bars.closed_at
        if bars.closed_at >= self._closes[bars.session]:
            self._end_session()

    def _is_overdue(self, at: int) -> bool:
        """True when the official close passed before `at`, but no bar ended with it."""
        return self.exchange.session_is_open and at >= self._closes[self._session]

    def _end_session(self) -> None:
        if self.exchange.session_is_open:
            self.exchange.close_session(self._session, moment(self._closes[self._session]))


def _given(changes: Changes) -> dict[str, Any]:
    return {field.name: getattr(changes, field.name) for field in fields(changes)}


def session_closes(panel: Panel, hours: Hours = REGULAR) -> Mapping[int, int]:
    """Official close, UTC nanoseconds, of every session of the panel, by date ordinal."""
    if not len(panel):
        return {}
    known = grid(int(panel.opened_at[0]), int(panel.closed_at[-1]), hours)
    days, after = distinct(panel.session), int(hours.after.total_seconds()) * SECOND
    last = panel.closed_at[np.searchsorted(panel.session, days, side="right") - 1]
    closes = dict(zip(days.tolist(), last.tolist(), strict=True))
    official = zip(known.session.tolist(), (known.closes + after).tolist(), strict=True)
    return closes | {day: close for day, close in official if day in closes}


def _by_session(actions: Sequence[CorporateAction]) -> Mapping[int, tuple[CorporateAction, ...]]:
    grouped: dict[int, tuple[CorporateAction, ...]] = {}
    for action in actions:
        ordinal = action.ex_on.toordinal()
        grouped[ordinal] = (*grouped.get(ordinal, ()), action)
    return grouped


def _ex_rows(panel: Panel) -> list[tuple[int, str]]:
    return [(int(np.searchsorted(panel.session, action.ex_on.toordinal())), action.symbol) for action in panel.actions]
