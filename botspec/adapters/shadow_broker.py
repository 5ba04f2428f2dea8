"""The in-process exchange as the account of a run by the clock: real prices, no order that leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import numpy as np

from botspec.adapters.exchange_account import account_of
from botspec.adapters.sqlite.commands import Bars, Canceled, Closed, Command, CommandLog, Replaced, Submitted
from botspec.domain.account import AccountSnapshot
from botspec.domain.events import BrokerEvent, CashMoved, OrderUpdated, SharesMoved
from botspec.domain.intents import Intent
from botspec.domain.orders import Changes, Order
from botspec.domain.outcomes import HELD, Acked, NotSent, Rejected, SubmitOutcome
from botspec.exchange.exchange import Exchange
from botspec.exchange.refusal import Refusal
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import moment, nanoseconds
from botspec.market.slice import Slice
from botspec.ports.feed import Feed

NUMBER = "SHADOW"
ANY_VOLUME = 1e12  # where no bar has told one yet


class ShadowBroker:
    """ports.broker.Broker. An order meets the last trades as it comes; what rests meets each bar once it is over.

    `log` is what earlier processes did: the account is built from it. `booked` are movements and `live` orders that the
    journal knows: what else happened is told again.
    """

    def __init__(
        self,
        exchange: Exchange,
        feed: Feed,
        symbols: tuple[str, ...],
        log: CommandLog,
        *,
        hours: Hours = REGULAR,
        booked: Collection[str] = (),
        live: Collection[str] = (),
    ) -> None:
        self.exchange = exchange
        self._feed = feed
        self._symbols = symbols
        self._log = log
        self._hours = hours
        self._closed_at = 0
        self._session = -1
        self._volume = tuple(ANY_VOLUME for _ in symbols)
        for command in log.commands():
            self._repeat(command)
        self._untold = [event for event in exchange.drain() if _news(event, booked, live)]

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:
        """Meets the last trade of its symbol at once when the market is open."""
        self._publish(at)
        return self._taken(Submitted(at, intent.request))

    def submit_all(
        self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        if intents and not held():
            self._publish(at)
        for intent in intents:
            yield intent, NotSent(HELD) if held() else self._taken(Submitted(at, intent.request))

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:
        return self._taken(Replaced(at, client_order_id, new_client_order_id, changes))

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None:
        for client_order_id in client_order_ids:
            self.cancel(client_order_id, at)

    def cancel(self, client_order_id: str, at: datetime) -> bool:
        order = self.find(client_order_id)
        if order is None or not order.live:
            return False
        self._do(Canceled(at, client_order_id))
        return True

    def find(self, client_order_id: str) -> Order | None:
        return self.exchange.by_client_order_id(client_order_id)

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:
        """Take in a bar that is over, and end a session that is."""
        if bars is not None and bars.closed_at > self._closed_at:
            self._do(_written(bars, self._actions(bars.session, until)))
        self._end_session(until)
        told, self._untold = [*self._untold, *self.exchange.drain()], []
        return told

    def snapshot(self) -> AccountSnapshot:
        return account_of(self.exchange, NUMBER)

    # ---- inside

    def _publish(self, at: datetime) -> None:
        """The last trades, while the market is open: an order never meets a price from before it came."""
        session = self._hours.session_on(self._hours.day(at))
        if session is None or not session.opens_at <= at < session.closes_at:
            return
        found = self._feed.prices(self._symbols, at)
        prices = tuple(found.get(symbol, float("nan")) for symbol in self._symbols)
        now, ordinal = nanoseconds(at), session.on.toordinal()
        columns = (prices, prices, prices, prices, self._volume)
        actions = self._actions(ordinal, at)
        self._do(Bars(self._symbols, now, now, ordinal, over=False, columns=columns, actions=actions))

    def _actions(self, session: int, at: datetime) -> tuple[Any, ...]:
        return tuple(self._feed.actions(at)) if session != self._session else ()

    def _end_session(self, until: datetime) -> None:
        """With its last bar, or at the first sign of another day."""
        if not self.exchange.session_is_open:
            return
        session = self._hours.session_on(date.fromordinal(self._session))
        if session is None:
            return
        another_day = self._hours.day(until) > session.on
        if another_day or self._closed_at >= nanoseconds(session.closes_at):
            self._do(Closed(session.closes_at, self._session))

    def _taken(self, command: Submitted | Replaced) -> SubmitOutcome:
        """Refused orders are not kept: they changed nothing."""
        try:
            order = self._order(command)
        except Refusal as refusal:
            return Rejected(refusal.http_status, str(refusal.code), refusal.message)
        self._log.append(command)
        return Acked(order)

    def _order(self, command: Submitted | Replaced) -> Order:
        if isinstance(command, Submitted):
            return self.exchange.submit(command.request, command.at)
        old = self.find(command.client_order_id)
        changes = {field.name: getattr(command.changes, field.name) for field in fields(command.changes)}
        named = command.new_client_order_id
        return self.exchange.replace(old.id if old else "", command.at, client_order_id=named, **changes)

    def _do(self, command: Command) -> None:
        self._log.append(command)
        self._repeat(command)

    def _repeat(self, command: Command) -> None:
        match command:
            case Submitted() | Replaced():
                self._order(command)
            case Canceled(at=at, client_order_id=name):
                order = self.find(name)
                if order is not None and order.live:
                    self.exchange.cancel(order.id, at)
            case Bars():
                self._trade(command)
            case Closed(at=at, session=session):
                self.exchange.close_session(session, at)

    def _trade(self, told: Bars) -> None:
        opened, high, low, close, volume = (np.array(column) for column in told.columns)
        bars = Slice(told.symbols, told.opened_at, told.closed_at, told.session, opened, high, low, close, volume)
        opens = told.session != self._session
        self._session = told.session
        if not told.over:
            self.exchange.open_bar(bars, told.actions)
            return
        self._volume, self._closed_at = told.columns[-1], told.closed_at
        began = moment(told.opened_at)
        if opens or all(order.submitted_at <= began for order in self.exchange.live_orders()):
            self.exchange.open_bar(bars, told.actions)
        self.exchange.close_bar(bars)


def _written(bars: Slice, actions: tuple[Any, ...]) -> Bars:
    columns = tuple(
        tuple(float(each) for each in column) for column in (bars.open, bars.high, bars.low, bars.close, bars.volume)
    )
    return Bars(bars.symbols, bars.opened_at, bars.closed_at, bars.session, over=True, columns=columns, actions=actions)


def _news(event: BrokerEvent, booked: Collection[str], live: Collection[str]) -> bool:
    match event:
        case OrderUpdated(order=order):
            return order.request.client_order_id in live
        case CashMoved(id=name) | SharesMoved(id=name):
            return name not in booked
