"""Where orders meet bars: what fills, how much of it, at which price and when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from botspec.domain.orders import Order, OrderStatus, OrderType, TimeInForce
from botspec.exchange import matching
from botspec.exchange.book import ZERO, Book, Working
from botspec.exchange.charges import Pending
from botspec.exchange.fees.fees import Fees
from botspec.exchange.ledger import Ledger
from botspec.exchange.legality import GTC_LIFE
from botspec.exchange.outbox import Outbox
from botspec.exchange.prices import Prices, exact, usable
from botspec.exchange.slippage.slippage import Slippage
from botspec.market.moments import moment

if TYPE_CHECKING:
    from botspec.market.slice import Slice

RESTING = frozenset({TimeInForce.DAY, TimeInForce.GTC})
AT_ONCE = frozenset({TimeInForce.IOC, TimeInForce.FOK})


@dataclass(frozen=True, slots=True)
class Execution:
    """One fill as the exchange made it: `order` is the state right after it."""

    order: Order
    quantity: Decimal
    price: Decimal
    at: datetime


class Floor:
    """The trading floor of one account: it shares the account's book and ledger."""

    def __init__(
        self, book: Book, ledger: Ledger, slippage: Slippage, fees: Fees, participation: Decimal | None
    ) -> None:
        self._book = book
        self._ledger = ledger
        self._slippage = slippage
        self._fees = fees
        self._participation = participation
        self._left: dict[str, Decimal] = {}
        self.prices = Prices()
        self.pending = Pending()
        self.outbox = Outbox()
        self.session = 0
        self.session_is_open = False
        self.guesses: Counter[str] = Counter()
        self.executions: list[Execution] = []

    def arrive(self, working: Working, at: datetime) -> None:
        """A new order meets the published price, when a bar is under way."""
        if self.prices.bar is not None:
            self._on_published(working, self.prices.bar, at)

    def begin(self, bars: Slice) -> bool:
        """Publish the opening prices; True when this bar opens a session."""
        first = not self.session_is_open or bars.session != self.session
        self.session, self.session_is_open = bars.session, True
        self.prices.open(bars)
        self._left.clear()
        return first

    def open(self, bars: Slice, *, first: bool) -> None:
        """Match every working order against the opening prices."""
        at = moment(bars.opened_at)
        for working in tuple(self._book.working.values()):
            self._at_open(working, bars, at, first=first)

    def close(self, bars: Slice) -> None:
        """Match resting limits against the bar's reach, then publish its close."""
        if self._book.working:
            at = moment(bars.closed_at)
            for working in tuple(self._book.working.values()):
                if working.since <= bars.opened_at and working.order.request.time_in_force in RESTING:
                    self._inside(working, bars, at)
        self.prices.close(bars)
        self._left.clear()

    def end_session(self, session: int, at: datetime) -> None:
        """Closing auction, DAY expiry, aged GTC orders."""
        self.session, self.session_is_open = session, False
        for working in tuple(self._book.working.values()):
            self._at_session_end(working, at)

    def end(self, working: Working, status: OrderStatus, at: datetime) -> Order:
        """Give a working order its terminal status."""
        order = replace(working.order, status=status, updated_at=at)
        self._set(working, order)
        return order

    def _at_open(self, working: Working, bars: Slice, at: datetime, *, first: bool) -> None:
        if working.order.status is OrderStatus.ACCEPTED:
            self._set(working, replace(working.order, status=OrderStatus.NEW, updated_at=at))
        self._on_published(working, bars, at)
        if first and working.order.request.time_in_force is TimeInForce.OPG and working.order.live:
            self.end(working, OrderStatus.EXPIRED, at)

    def _on_published(self, working: Working, bars: Slice, at: datetime) -> None:
        """Match against the published price only."""
        column = self.prices.column(working.symbol)
        time_in_force = working.order.request.time_in_force
        if column is None or time_in_force is TimeInForce.CLS:
            return
        price = float(bars.open[column])
        if not usable(price):
            return
        if matching.at_price(working, price):
            self._take(working, bars, column, self._worsened(working, exact(price)), at)
        if time_in_force in AT_ONCE and working.order.live:
            self.end(working, OrderStatus.CANCELED, at)

    def _inside(self, working: Working, bars: Slice, at: datetime) -> None:
        column = self.prices.column(working.symbol)
        limit = working.order.request.limit_price
        if column is None or limit is None:
            return
        if matching.inside(working, float(bars.low[column]), float(bars.high[column])):
            self.guesses["limit_at_limit_price"] += 1
            self._take(working, bars, column, limit, at)

    def _at_session_end(self, working: Working, at: datetime) -> None:
        request = working.order.request
        if request.time_in_force is TimeInForce.CLS:
            self._in_closing_auction(working, at)
        if request.time_in_force is not TimeInForce.GTC:
            if working.order.live:
                self.end(working, OrderStatus.EXPIRED, at)
        elif at - working.order.submitted_at >= GTC_LIFE:
            self.end(working, OrderStatus.CANCELED, at)

    def _in_closing_auction(self, working: Working, at: datetime) -> None:
        column, bars = self.prices.column(working.symbol), self.prices.closed
        if column is None or bars is None:
            return
        price = float(bars.close[column])
        if usable(price) and matching.at_price(working, price):
            self._fill(working, working.remaining, self._worsened(working, exact(price)), at)

    def _worsened(self, working: Working, price: Decimal) -> Decimal:
        if working.order.request.type is not OrderType.MARKET:
            return price
        self.guesses["market_at_published_price"] += 1
        return self._slippage.worsened(price, working.side)

    def _take(self, working: Working, bars: Slice, column: int, price: Decimal, at: datetime) -> None:
        """Fill as much as the bar's volume allows."""
        quantity = working.remaining
        if self._participation is not None:
            left = self._volume_left(working.symbol, float(bars.volume[column]))
            if working.order.request.time_in_force is TimeInForce.FOK and left < quantity:
                return
            quantity = min(quantity, left)
            self._left[working.symbol] = left - quantity
        if quantity > 0:
            self._fill(working, quantity, price, at)

    def _volume_left(self, symbol: str, volume: float) -> Decimal:
        left = self._left.get(symbol)
        if left is not None:
            return left
        share = exact(volume) * (self._participation or ZERO) if usable(volume) else ZERO
        return share.to_integral_value(ROUND_FLOOR)

    def _fill(self, working: Working, quantity: Decimal, price: Decimal, at: datetime) -> None:
        request = working.order.request
        self._ledger.book(request.symbol, request.side, quantity, price)
        self.pending.add(self._fees.of(request.side, quantity, price, date.fromordinal(self.session)))
        working.remaining -= quantity
        working.value += quantity * price
        working.fills += 1
        done = working.remaining == 0
        order = replace(
            working.order,
            status=OrderStatus.FILLED if done else OrderStatus.PARTIALLY_FILLED,
            filled_quantity=request.quantity - working.remaining,
            filled_average_price=working.average(price),
            updated_at=at,
            filled_at=at if done else None,
        )
        self._set(working, order)
        self.executions.append(Execution(order, quantity, price, at))

    def _set(self, working: Working, order: Order) -> None:
        self._book.update(working, order)
        self.outbox.changed(working.number, order)
