"""The one fill engine: an account, its orders, and bars that fill them.

Pure and deterministic: it has no clock and reads nothing. A bar is two events. `open_bar` publishes the opening
prices, `close_bar` tells how far the bar went; `close_session` ends the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.account import BrokerPosition
from botspec.domain.events import BrokerEvent, CashMoved
from botspec.domain.orders import Order, OrderRequest, OrderStatus, Side, TimeInForce
from botspec.exchange import admission, legality, replacing
from botspec.exchange.book import ZERO, Book, Working
from botspec.exchange.charges import dividends
from botspec.exchange.fees.fees import Fees
from botspec.exchange.floor import Execution, Floor
from botspec.exchange.ledger import Ledger
from botspec.exchange.prices import exact, usable
from botspec.exchange.refusal import insufficient_buying_power, not_found, unprocessable
from botspec.exchange.slippage.slippage import Slippage
from botspec.exchange.touch import first_touch
from botspec.market.moments import moment, nanoseconds
from botspec.market.panel import CorporateAction

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.market.slice import Slice

MARGIN_EQUITY = Decimal(2000)  # below it Alpaca lends nothing


class Exchange:
    """An account at one broker. Methods that take `at` expect aware UTC times that never go back."""

    def __init__(
        self,
        *,
        cash: Decimal,
        slippage: Slippage,
        fees: Fees,
        max_participation: Decimal | None = None,
        multiplier: int = 2,
        ids: str = "exchange",
    ) -> None:
        self._multiplier = multiplier
        self._ledger = Ledger(cash)
        self._book = Book(ids)
        self._floor = Floor(self._book, self._ledger, slippage, fees, max_participation)
        self._paid: set[str] = set()
        self.cash_moves: list[CashMoved] = []

    @property
    def cash(self) -> Decimal:
        """USD, fees of the session under way not yet taken."""
        return self._ledger.cash

    @property
    def positions(self) -> Mapping[str, BrokerPosition]:
        """Shares held, in the order the positions were opened."""
        return self._ledger.positions

    @property
    def session_is_open(self) -> bool:
        """True from the first `open_bar` of a session to its `close_session`."""
        return self._floor.session_is_open

    @property
    def guesses(self) -> Counter[str]:
        """How often a fill had to assume something."""
        return self._floor.guesses

    @property
    def executions(self) -> Sequence[Execution]:
        """All fills, oldest first."""
        return self._floor.executions

    @property
    def pending_fees(self) -> Decimal:
        """Fees of the session so far, exact; charged at its end."""
        return self._floor.pending.total

    @property
    def has_pending_fees(self) -> bool:
        """True while `close_session` will charge something."""
        return bool(self._floor.pending)

    @property
    def has_live_orders(self) -> bool:
        """True while any order can still fill or expire."""
        return bool(self._book.working)

    def order(self, order_id: str) -> Order | None:
        """Newest state of an order, None when there is no such id."""
        return self._book.orders.get(order_id)

    def by_client_order_id(self, client_order_id: str) -> Order | None:
        """Newest state of the order sent under that id."""
        return self._book.by_client_order_id(client_order_id)

    def orders(self) -> tuple[Order, ...]:
        """All orders ever taken, oldest first."""
        return tuple(self._book.orders.values())

    def live_orders(self) -> tuple[Order, ...]:
        """Orders still at work, oldest first."""
        return tuple(working.order for working in self._book.working.values())

    def next_client_order_id(self) -> str:
        """A client id for an order that came without one."""
        return self._book.name(f"client {len(self._book.orders)}")

    def reserved(self, symbol: str) -> Decimal:
        """Shares of `symbol` that working sells hold."""
        return sum((found.remaining for found in self._book.live(symbol, Side.SELL)), ZERO)

    def last_price(self, symbol: str) -> Decimal | None:
        """The open of the bar under way, else the last close; None before the first bar."""
        price = self._floor.prices.last(symbol)
        return exact(price) if usable(price) else None

    def market_value(self) -> Decimal:
        """Positions at their last prices; at cost where no price is known."""
        return sum((held.quantity * self._mark(held) for held in self._ledger.positions.values()), ZERO)

    def equity(self) -> Decimal:
        """Cash plus positions at their last prices."""
        return self._ledger.cash + self.market_value()

    def buying_power(self, ignore: str | None = None, *, margin: bool = True) -> Decimal:
        """USD that new buys may cost: margin on what is held, less what working buys (but `ignore`) tie up."""
        value = self.market_value()
        equity = self._ledger.cash + value
        multiplier = self._multiplier if margin and equity >= MARGIN_EQUITY else 1
        return max(multiplier * equity - value - self._reserved_cash(ignore), ZERO)

    def drain(self) -> tuple[BrokerEvent, ...]:
        """What changed since the last call: the newest state of each order, cash movements (see `Outbox`)."""
        return self._floor.outbox.drain()

    def submit(self, request: OrderRequest, at: datetime) -> Order:
        """Take an order, or raise `Refusal`. The answer shows it before any fill, as Alpaca's does."""
        self._admit(request, at)
        return self._accept(request, at)

    def cancel(self, order_id: str, at: datetime) -> Order:
        """End a working order. Raises `Refusal` when there is none or it has ended."""
        working = self._book.working.get(order_id)
        if working is not None:
            return self._floor.end(working, OrderStatus.CANCELED, at)
        known = self.order(order_id)
        if known is None:
            raise not_found(f"order not found for {order_id}")
        raise unprocessable(f'order is already in "{known.status}" state')

    def replace(
        self,
        order_id: str,
        at: datetime,
        *,
        quantity: Decimal | None = None,
        limit_price: Decimal | None = None,
        time_in_force: TimeInForce | None = None,
        client_order_id: str | None = None,
    ) -> Order:
        """Put a new order in the place of a working one; `quantity` counts what the old one already filled.

        The new order has its own id and starts unfilled with the rest. Raises `Refusal`; then nothing has changed.
        """
        old = replacing.replaceable(self._book, order_id)
        named = client_order_id or self.next_client_order_id()
        request = replacing.replacement(old, quantity, limit_price, time_in_force, named)
        self._admit(request, at, ignore=order_id)
        ended = replace(old.order, replaced_by=self._book.next_id())
        self._book.update(old, ended)
        self._floor.end(old, OrderStatus.REPLACED, at)
        return self._accept(request, at, replaces=order_id)

    def open_bar(self, bars: Slice, actions: Sequence[CorporateAction] = ()) -> None:
        """Publish the opening prices: dividends with their ex-date on this session, then fills at the open.

        Raises ValueError when a held symbol splits.
        """
        first = self._floor.begin(bars)
        if actions:
            self._credit(actions, moment(bars.opened_at))
        if self._book.working:
            self._floor.open(bars, first=first)

    def close_bar(self, bars: Slice) -> None:
        """Tell how far the bar went: limits that it touched fill at their price; then its close is the last price."""
        self._floor.close(bars)

    def close_session(self, session: int, at: datetime) -> None:
        """End the session with that date ordinal: closing auction, DAY expiry, aged GTC orders, fees."""
        self._floor.end_session(session, at)
        for moved in self._floor.pending.charge(date.fromordinal(session), at):
            self._move(moved)

    def skip(self, panel: Panel, stop: int) -> None:
        """Pass over rows before `stop` in which nothing could happen, and learn their closes."""
        self._floor.prices.skip(panel, stop)

    def first_touch(self, panel: Panel, start: int, stop: int) -> int | None:
        """First row in [start, stop) in which any live order could fill, change or expire; None when there is none."""
        return first_touch(self._book.working.values(), panel, start, stop)

    def _admit(self, request: OrderRequest, at: datetime, ignore: str | None = None) -> None:
        legality.check(request, at)
        admission.check_unique(request, self._book)
        admission.check_wash(request, self._book, ignore)
        if request.side is Side.SELL:
            admission.check_shares(request, self._ledger, self._book, ignore)
        else:
            self._check_buying_power(request, ignore)

    def _check_buying_power(self, request: OrderRequest, ignore: str | None) -> None:
        last = self.last_price(request.symbol)
        if last is None and request.limit_price is None:
            raise unprocessable(f'asset "{request.symbol}" has no price yet')
        cost = admission.cost(request.quantity, request.limit_price, last or ZERO)
        if cost <= self._ledger.cash - self._reserved_cash(ignore):
            return  # cash alone covers it, and buying power is never less than that
        power = self.buying_power(ignore)
        if not cost <= power:
            raise insufficient_buying_power(power, cost)

    def _reserved_cash(self, ignore: str | None) -> Decimal:
        return sum((self._tied(found) for found in admission.working_buys(self._book, ignore)), ZERO)

    def _tied(self, working: Working) -> Decimal:
        return admission.cost(
            working.remaining, working.order.request.limit_price, self.last_price(working.symbol) or ZERO
        )

    def _mark(self, held: BrokerPosition) -> Decimal:
        return self.last_price(held.symbol) or held.average_price

    def _accept(self, request: OrderRequest, at: datetime, replaces: str | None = None) -> Order:
        order = Order(
            id=self._book.next_id(),
            request=request,
            status=OrderStatus.NEW if self.session_is_open else OrderStatus.ACCEPTED,
            filled_quantity=ZERO,
            filled_average_price=None,
            submitted_at=at,
            updated_at=at,
            replaces=replaces,
        )
        self._floor.arrive(self._book.add(order, nanoseconds(at)), at)
        return order

    def _credit(self, actions: Sequence[CorporateAction], at: datetime) -> None:
        for moved in dividends(actions, self._ledger.positions, date.fromordinal(self._floor.session), at):
            if moved.id not in self._paid:
                self._paid.add(moved.id)
                self._move(moved)

    def _move(self, moved: CashMoved) -> None:
        named = replace(moved, id=f"{moved.on:%Y%m%d}000000000::{self._book.name(moved.id)}")
        self._ledger.cash += named.amount
        self.cash_moves.append(named)
        self._floor.outbox.moved(named)
