"""The one fill engine: an account, its orders, and bars that fill them.

Pure and deterministic: it has no clock and reads nothing. A bar is two events. `open_bar` publishes the opening
prices, `close_bar` tells how far the bar went; `close_session` ends the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.account import BrokerPosition
from botspec.domain.assets import Steps
from botspec.domain.events import BrokerEvent, CashMoved, SharesMoved
from botspec.domain.orders import Changes, Order, OrderClass, OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from botspec.exchange import admission, intake, margin, replacing
from botspec.exchange.account import Account
from botspec.exchange.book import ZERO, Book, Working
from botspec.exchange.charges import dividends
from botspec.exchange.checks import check
from botspec.exchange.clearing import Clearing, Execution
from botspec.exchange.fees.fees import Fees
from botspec.exchange.floor import Floor
from botspec.exchange.ledger import Ledger
from botspec.exchange.legality import is_crypto
from botspec.exchange.margin import Worth
from botspec.exchange.refusal import not_found, unprocessable
from botspec.exchange.slippage.slippage import Slippage
from botspec.exchange.splits import split
from botspec.exchange.touch import first_touch
from botspec.market.moments import moment
from botspec.market.panel import ActionKind, CorporateAction

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.market.slice import Slice


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
        shorting: bool = True,
        extended: bool = False,
        ids: str = "exchange",
    ) -> None:
        """With `extended`, bars from before the open and after the close come too."""
        self._ledger = Ledger(cash)
        self._book = Book(ids)
        self._clearing = Clearing(self._ledger, fees, max_participation)
        self._floor = Floor(self._book, self._clearing, slippage, extended=extended)
        self._account = Account(self._ledger, self._book, self._floor.prices, multiplier, shorting=shorting)
        self._paid: set[str] = set()
        self.cash_moves: list[CashMoved] = []
        self.reasons: dict[str, str] = {}

    @property
    def cash(self) -> Decimal:
        """USD, fees of the session under way not yet taken; the proceeds of short sales are in it."""
        return self._ledger.cash

    @property
    def positions(self) -> Mapping[str, BrokerPosition]:
        """Shares held, in the order the positions were opened; short ones are negative."""
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
        return self._clearing.executions

    @property
    def share_moves(self) -> Sequence[SharesMoved]:
        """Shares and coins that came or went beside fills, oldest first: splits, fees in kind."""
        return self._clearing.share_moves

    @property
    def pending_fees(self) -> Decimal:
        """Fees of the session so far, exact; charged at its end."""
        return self._clearing.pending.total

    @property
    def has_pending_fees(self) -> bool:
        """True while `close_session` will charge something."""
        return bool(self._clearing.pending)

    @property
    def has_live_orders(self) -> bool:
        """True while any order can still fill or expire."""
        return bool(self._book.working)

    @property
    def may_short(self) -> bool:
        """True when the account may sell what it has not."""
        return self._account.may_short

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
        """Orders still at work, oldest first; legs that are held are among them."""
        return tuple(working.order for working in self._book.working.values())

    def opens(self, order_id: str) -> bool:
        """True for an order that was sent to open or add to a position."""
        return order_id in self._book.opening

    def would_be(self, request: OrderRequest) -> str:
        """Alpaca's position intent of an order that has not been sent: `buy_to_open`, ..."""
        return f"{request.side}_to_{'open' if admission.opens(request, self._ledger) else 'close'}"

    def high_water_mark(self, order_id: str) -> float | None:
        """The best price a working trailing stop has followed, None for every other order."""
        working = self._book.working.get(order_id)
        return None if working is None or working.mark is None else working.mark.best

    def next_client_order_id(self) -> str:
        """A client id for an order that came without one."""
        return self._book.next_client_id()

    def reserved(self, symbol: str) -> Decimal:
        """Shares of `symbol` that working exits hold; the two legs of a group hold the same ones."""
        side = Side.BUY if self._ledger.quantity(symbol) < 0 else Side.SELL
        return sum((found.remaining for found in admission.holding(self._book, symbol, side)), ZERO)

    def last_price(self, symbol: str) -> Decimal | None:
        """The open of the bar under way, else the last close; None before the first bar."""
        return self._account.last_price(symbol)

    def market_value(self) -> Decimal:
        """Positions at their last prices (at cost where no price is known), short ones negative."""
        return self._account.market_value()

    def equity(self) -> Decimal:
        """Cash plus positions at their last prices."""
        return self._ledger.cash + self.market_value()

    def worth(self) -> Worth:
        """Cash, long, short and crypto value apart."""
        return self._account.worth()

    def maintenance(self) -> Decimal:
        """USD of equity that the positions need to be kept. There are no margin calls, and borrowing is free."""
        return margin.maintenance(self._account.held())

    def buying_power(self, ignore: str | None = None, *, margin: bool = True) -> Decimal:
        """USD that new positions may cost: margin on what is held, less what working orders (but `ignore`) tie up."""
        return self._account.power(ignore, lent=margin)

    def configure(self, multiplier: int, *, shorting: bool) -> None:
        """What margin lends from now on, and whether shorts may be opened."""
        self._account.configure(multiplier, shorting=shorting)

    def restrict(self, steps: Mapping[str, Steps]) -> None:
        """Take orders for these coins in steps of their own only."""
        self._account.steps = steps

    def divide(self, part: Callable[[str, OrderRequest, int, Decimal], Decimal]) -> None:
        """Let `part(order id, request, fills so far, quantity)` say how much of what could fill does."""
        self._clearing.part = part

    def watch(self, witness: Callable[[Order], None]) -> None:
        """Show `witness` each state that an order is given from now on, as it happens; it may only look."""
        self._book.witness = witness

    def drain(self) -> tuple[BrokerEvent, ...]:
        """What changed since the last call: the newest state of each order, cash movements (see `Outbox`)."""
        return self._floor.outbox.drain()

    def submit(self, request: OrderRequest, at: datetime) -> Order:
        """Take an order, or raise `Refusal`. The answer shows it before any fill, as Alpaca's does."""
        adds = self._account.admit(request, at)
        awake = self._floor.session_is_open or is_crypto(request.symbol)
        status = OrderStatus.NEW if awake else OrderStatus.ACCEPTED
        working = intake.take_in(self._book, request, at, status, opens=adds)
        if working.group is not None:
            for leg in working.group.others(working):
                self._floor.outbox.changed(leg.number, leg.order)
        if request.notional is not None and not adds:
            working.remaining = admission.shares(request, self.last_price(request.symbol) or ZERO)
        return self._arrive(working, at)

    def cancel(self, order_id: str, at: datetime) -> Order:
        """End a working order, and with it its group. Raises `Refusal` when there is none or it has ended."""
        working = self._book.working.get(order_id)
        if working is not None:
            return self._floor.end(working, OrderStatus.CANCELED, at)
        known = self.order(order_id)
        if known is None:
            raise not_found(f"order not found for {order_id}")
        raise unprocessable(f'order is already in "{known.status}" state')

    def reject(self, order_id: str, at: datetime) -> None:
        """End a working order, and with it its group, as one that its venue turned down."""
        self._floor.end(self._book.working[order_id], OrderStatus.REJECTED, at)

    def replace(
        self,
        order_id: str,
        at: datetime,
        *,
        client_order_id: str | None = None,
        time_in_force: TimeInForce | None = None,
        **changes: Decimal | None,
    ) -> Order:
        """Put a new order in the place of a working one; `quantity` counts what the old one already filled.

        `changes` are `quantity`, `limit_price`, `stop_price`, `trail`. The new order has its own id and starts unfilled
        with the rest. Raises `Refusal`; then nothing has changed.
        """
        old = replacing.replaceable(self._book, order_id)
        named = client_order_id or self.next_client_order_id()
        request = replacing.replacement(old, Changes(time_in_force=time_in_force, **changes), named)
        adds = self._admit_replacement(old, request, at)
        status = OrderStatus.HELD if old.order.status is OrderStatus.HELD else OrderStatus.NEW
        self._book.update(old, replace(old.order, replaced_by=self._book.next_id()))
        self._floor.end(old, OrderStatus.REPLACED, at)
        return self._arrive(intake.take_place(self._book, old, request, at, status, opens=adds), at)

    def open_bar(self, bars: Slice, actions: Sequence[CorporateAction] = ()) -> None:
        """Publish the opening prices: corporate actions with their ex-date on this session, then fills at the open."""
        first = self._floor.begin(bars)
        if actions:
            self._act(actions, moment(bars.opened_at))
        if self._book.working:
            self._floor.open(bars, first=first)

    def reach_bar(self, bars: Slice) -> None:
        """Tell how far the bar went, but not its close yet: exits for what that opens may still come."""
        if self._book.working:
            self._floor.reach(bars)

    def close_bar(self, bars: Slice) -> None:
        """Tell how far the bar went: what it touched fills; then its close is the last price."""
        self._floor.close(bars)

    def close_session(self, session: int, at: datetime) -> None:
        """End the session with that date ordinal: closing auction, DAY expiry, aged GTC orders, fees."""
        self._floor.end_session(session, at)
        if self._clearing.pending:
            for moved in self._clearing.pending.charge(date.fromordinal(session), at):
                self._move(moved)

    def skip(self, panel: Panel, stop: int) -> None:
        """Pass over rows before `stop` in which nothing could happen, and learn their prices."""
        self._floor.skip(panel, stop)

    def first_touch(self, panel: Panel, start: int, stop: int) -> int | None:
        """First row in [start, stop) in which any live order could fill, change or expire; None when there is none."""
        if self._floor.bells is not None and self._sleeps_outside():
            return start
        return first_touch(self._book.working.values(), panel, start, stop)

    def _sleeps_outside(self) -> bool:
        """Whether an order works that has regular hours only: when it wakes and ends, rows alone do not say."""
        return any(not working.order.request.extended_hours for working in self._book.working.values())

    def _admit_replacement(self, old: Working, request: OrderRequest, at: datetime) -> bool:
        if old.order.group_role is None or old.opens:
            return self._account.admit(request, at, ignore=old.order.id)
        alone = replace(request, order_class=OrderClass.SIMPLE, stop_loss=None)
        check(alone, at)
        admission.check_unique(alone, self._book)
        if not old.dormant:
            admission.check_stop(alone, self.last_price(alone.symbol))
        return False

    def _arrive(self, working: Working, at: datetime) -> Order:
        """Meet the market; the answer is the order before that."""
        order = working.order
        if order.request.type is OrderType.TRAILING_STOP:
            intake.start_trailing(working, self.last_price(working.symbol))
        if self._floor.prices.bar is not None:
            self._floor.arrive(working, self._floor.prices.bar, at)
        return order

    def _act(self, actions: Sequence[CorporateAction], at: datetime) -> None:
        on = date.fromordinal(self._floor.session)
        for moved in dividends(actions, self._ledger.positions, on, at):
            self._move_once(moved)
        for action in actions:
            if action.kind is ActionKind.SPLIT and action.ex_on == on:
                self._split(action, at)

    def _split(self, action: CorporateAction, at: datetime) -> None:
        """Working orders in old shares and prices are canceled; what is held becomes new shares."""
        name = f"split {action.symbol} {action.ex_on}"
        if name in self._paid:
            return
        self._paid.add(name)
        for working in tuple(self._book.working.values()):
            if working.symbol == action.symbol and working.order.live:
                self._floor.end(working, OrderStatus.CANCELED, at)
                self.reasons[working.order.id] = name
        held = self._ledger.positions.get(action.symbol)
        if held is None:
            return
        self._floor.prices.split(action.symbol, action.value, self._floor.session)
        price = self.last_price(action.symbol) or held.average_price / action.value
        done = split(action, held, price, at)
        self._ledger.set(action.symbol, held.quantity + done.shares.quantity, held.average_price / action.value)
        self._clearing.share_moves.append(done.shares)
        self._floor.outbox.moved(done.shares)
        if done.cash is not None:
            self._move_once(done.cash)

    def _move_once(self, moved: CashMoved) -> None:
        if moved.id not in self._paid:
            self._paid.add(moved.id)
            self._move(moved)

    def _move(self, moved: CashMoved) -> None:
        named = replace(moved, id=f"{moved.on:%Y%m%d}000000000::{self._book.name(moved.id)}")
        self._ledger.cash += named.amount
        self.cash_moves.append(named)
        self._floor.outbox.moved(named)
