"""Where orders meet bars: what fills, at which price and when."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.orders import Order, OrderStatus, OrderType, Side, TimeInForce
from botspec.exchange.bells import Bells
from botspec.exchange.book import ZERO, Book, Group, Working
from botspec.exchange.clearing import Clearing
from botspec.exchange.groups import ENTRY, LOSS, PROFIT, in_turn
from botspec.exchange.inside import Inside
from botspec.exchange.legality import GTC_LIFE, ONE_MOMENT, RESTING, SLIPPING, collar
from botspec.exchange.matching import no_worse, touches, within
from botspec.exchange.outbox import Outbox
from botspec.exchange.prices import Prices, exact, usable
from botspec.exchange.slippage.none import NoSlippage
from botspec.exchange.slippage.slippage import Slippage
from botspec.exchange.trailing import best_before, stop_from
from botspec.market.moments import moment, nanoseconds

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.market.slice import Slice

TOGETHER = frozenset({OrderStatus.CANCELED, OrderStatus.EXPIRED, OrderStatus.REJECTED})
"""How a group ends as one."""


class Floor:
    """The trading floor of one account: it shares the account's book and clearing."""

    def __init__(self, book: Book, clearing: Clearing, slippage: Slippage, *, extended: bool = False) -> None:
        """With `extended`, bars come from before the open and after the close too, for orders that ask for them."""
        self.bells = Bells() if extended else None
        self._outside = False
        self._book = book
        self._clearing = clearing
        self._slippage = slippage
        self._exact = isinstance(slippage, NoSlippage)
        self._inside: Slice | None = None
        self._so_far = Inside()
        self.prices = Prices()
        self.outbox = Outbox()
        self.session = 0
        self.session_is_open = False
        self.guesses: Counter[str] = Counter()

    def arrive(self, working: Working, bars: Slice, at: datetime) -> None:
        """A new order, and those that came with it, meet the published price of the bar under way."""
        if working.group is None:
            if not self._so_far.joins(working, bars, at):
                self._on_published(working, bars, at)
            return
        for each in in_turn([working, *working.group.others(working)]):
            if not self._so_far.joins(each, bars, at):
                self._on_published(each, bars, at)

    def begin(self, bars: Slice) -> bool:
        """Publish the opening prices; True when this bar opens a session."""
        first = not self.session_is_open or bars.session != self.session
        self.session, self.session_is_open = bars.session, True
        if self.bells is not None:
            first = self._ring(self.bells, bars)
        self.prices.open(bars)
        self._so_far.begin()
        self._clearing.new_bar()
        return first

    def _ring(self, bells: Bells, bars: Slice) -> bool:
        """Orders for regular hours sleep in the others, and end with the close as on any day."""
        first, over = bells.take(bars)
        self._outside = bells.outside
        if over:
            at = moment(bells.closes)
            for working in tuple(self._book.working.values()):
                if working.order.live and not working.order.request.extended_hours:
                    self._at_session_end(working, at)
        return first

    def open(self, bars: Slice, *, first: bool) -> None:
        """Match every working order against the opening prices."""
        at = moment(bars.opened_at)
        for working in in_turn(tuple(self._book.working.values())):
            if working.order.live:
                self._at_open(working, bars, at, first=first)

    def reach(self, bars: Slice) -> None:
        """Match resting orders against the bar's reach before its close: who hears of it may still send an exit."""
        if self._so_far.reached != bars.closed_at:
            self._match(bars, 0)
            self._so_far.reached, self._so_far.late = bars.closed_at, len(self._book.orders)

    def close(self, bars: Slice) -> None:
        """Match resting orders against the bar's reach, then publish its close."""
        if self._book.working:
            self._match(bars, self._so_far.late if self._so_far.reached == bars.closed_at else 0)
        self.prices.close(bars)
        self._clearing.new_bar()

    def _match(self, bars: Slice, first: int) -> None:
        """Orders from number `first` on, against how far the bar went."""
        self._inside = bars
        at = moment(bars.closed_at)
        for working in in_turn(tuple(self._book.working.values())):
            lives = working.order.request.time_in_force in RESTING
            if lives and working.number >= first and working.since <= bars.opened_at:
                self._in_bar(working, bars, at)
        self._inside = None

    def end_session(self, session: int, at: datetime) -> None:
        """Closing auction, DAY expiry, aged GTC orders."""
        self.session, self.session_is_open = session, False
        for working in tuple(self._book.working.values()):
            if working.order.live and not self._came_after_the_close(working):
                self._at_session_end(working, at)

    def _came_after_the_close(self, working: Working) -> bool:
        """An order for regular hours that came when they were over waits for the next."""
        bells = self.bells
        return bells is not None and not working.order.request.extended_hours and working.since >= bells.closes

    def end(self, working: Working, status: OrderStatus, at: datetime) -> Order:
        """Give a working order its terminal status; its group is canceled or expires with it."""
        others = [] if working.group is None or status not in TOGETHER else working.group.others(working)
        for each in (working, *others):
            self._set(each, each.order.became(status, at))
        return working.order

    def skip(self, panel: Panel, stop: int) -> None:
        """Rows before `stop` are past: their closes are known, and trailing stops have followed them."""
        self.prices.skip(panel, stop)
        for working in self._book.working.values():
            if working.mark is not None and stop:
                working.mark.best = best_before(working.mark, working.order.request, working.since, panel, stop)
                working.mark.until = max(working.mark.until, int(panel.closed_at[stop - 1]))

    def _at_open(self, working: Working, bars: Slice, at: datetime, *, first: bool) -> None:
        if working.order.status is OrderStatus.ACCEPTED:
            self._set(working, working.order.became(OrderStatus.NEW, at))
        self._on_published(working, bars, at)
        if first and working.order.request.time_in_force is TimeInForce.OPG and working.order.live:
            self.end(working, OrderStatus.EXPIRED, at)

    def _on_published(self, working: Working, bars: Slice, at: datetime) -> None:
        """Match against the published price only."""
        request = working.order.request
        symbol, time_in_force = request.symbol, request.time_in_force
        column = self.prices.column(symbol)
        if column is None or working.dormant or time_in_force is TimeInForce.CLS or working.order.status.terminal:
            return
        if self._outside and not request.extended_hours:
            return
        price = self.prices.published(symbol, column)
        if not usable(price):
            return
        waits = working.waits
        if waits:
            self._see(working, price, bars)
            waits = working.waits
        if not waits and (working.limit is None or within(request.side, price, working.limit)):
            volume = bars.volume.item(column)
            self._take(working, volume, self._worsened(working, exact(price), volume), at)
        working.rested = True
        if time_in_force in ONE_MOMENT and working.order.live:
            self.end(working, OrderStatus.CANCELED, at)

    def _see(self, working: Working, price: float, bars: Slice) -> None:
        """A stop looks at a published price; a trailing one that knows none yet starts from it."""
        if working.mark is not None and math.isnan(working.mark.best):
            working.mark.saw(working.side, price)
            return
        stop = self._stop(working)
        if touches(working.side, price, stop):
            self._trigger(working, stop, bars)

    def _stop(self, working: Working) -> Decimal:
        if working.mark is not None:
            return stop_from(working.order.request, working.mark.best)
        if working.stop is None:
            raise ValueError(f"order {working.order.id} has no stop")
        return working.stop

    def _trigger(self, working: Working, stop: Decimal, bars: Slice) -> None:
        working.triggered, working.triggered_in, working.rested = True, bars.closed_at, False
        if working.mark is not None and working.side is Side.BUY:
            working.limit = collar(stop)

    def _in_bar(self, working: Working, bars: Slice, at: datetime) -> None:
        """Match against how far the bar went."""
        column = self.prices.column(working.symbol)
        if column is None or working.dormant or not working.order.live:
            return
        if self._outside and not working.order.request.extended_hours:
            return
        if working.waits:
            self._stop_in_bar(working, bars, column, at)
        elif working.limit is not None:
            self._limit_in_bar(working, working.limit, bars, column, at)
        working.rested = True
        if working.mark is not None:
            working.mark.saw(working.side, _best_since(working, bars, column))
            working.mark.until = bars.closed_at

    def _limit_in_bar(self, working: Working, limit: Decimal, bars: Slice, column: int, at: datetime) -> None:
        loss = working.sibling(LOSS)
        if loss is not None and loss.triggered_in == bars.closed_at:
            return  # the stop was first
        if within(working.side, _reach(working, bars, column), limit):
            self.guesses["limit_at_limit_price"] += 1
            working.on_the_way = False
            self._take(working, bars.volume.item(column), limit, at)

    def _stop_in_bar(self, working: Working, bars: Slice, column: int, at: datetime) -> None:
        side = working.side
        reach = float((bars.high if side is Side.BUY else bars.low)[column])
        if (working.mark is not None and math.isnan(working.mark.best)) or not usable(reach):
            return
        stop, close = self._stop(working), float(bars.close[column])
        if not touches(side, reach, stop):
            return
        self._trigger(working, stop, bars)
        self._count_order_of_events(working, stop, bars, column)
        if working.order.request.type is not OrderType.STOP_LIMIT or within(side, float(stop), working.limit):
            self.guesses["stop_at_stop_price"] += 1
            working.on_the_way = True
            volume = bars.volume.item(column)
            self._take(working, volume, self._worsened(working, stop, volume), at)
        elif working.limit is not None and within(side, close, working.limit):
            self.guesses["limit_at_limit_price"] += 1
            self._take(working, bars.volume.item(column), working.limit, at)

    def _count_order_of_events(self, working: Working, stop: Decimal, bars: Slice, column: int) -> None:
        """A bar does not say what came first: where the stop had to be taken as first, that was a guess."""
        profit = working.sibling(PROFIT)
        if profit is not None and within(profit.side, _reach(profit, bars, column), profit.limit):
            self.guesses["stop_before_take_profit"] += 1
        after_entry = working.entered_in == bars.closed_at and working.on_the_way
        if after_entry and not touches(working.side, float(bars.close[column]), stop):
            self.guesses["stop_after_entry"] += 1

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
        if usable(price) and within(working.side, price, working.limit):
            worse = self._worsened(working, exact(price), float(bars.volume[column]))
            self._fill(working, working.remaining, worse, at)

    def _worsened(self, working: Working, price: Decimal, volume: float) -> Decimal:
        """With slippage where the type has it, never beyond a limit."""
        request = working.order.request
        if request.type not in SLIPPING:
            return price
        if request.type is OrderType.MARKET:
            self.guesses["market_at_published_price"] += 1
        if self._exact:
            return price if working.limit is None else no_worse(request.side, price, working.limit)
        share = self._clearing.share(working, price, volume) if self._slippage.impact else ZERO
        worse = self._slippage.worsened(price, request.side, share)
        return worse if working.limit is None else no_worse(request.side, worse, working.limit)

    def _take(self, working: Working, volume: float, price: Decimal, at: datetime) -> None:
        """Fill as much as the bar's volume allows."""
        quantity = self._clearing.quantity(working, price, volume)
        if quantity > 0:
            self._fill(working, quantity, price, at)

    def _fill(self, working: Working, quantity: Decimal, price: Decimal, at: datetime) -> None:
        group = working.group
        moved = len(self._clearing.share_moves)
        self._set(working, self._clearing.fill(working, quantity, price, at, self.session))
        if len(self._clearing.share_moves) > moved:
            for coins in self._clearing.share_moves[moved:]:
                self.outbox.moved(coins)
        if working.opens:
            self._opened(working, price, at)
        if group is not None:
            self._in_group(group, working, quantity, at)

    def _in_group(self, group: Group, working: Working, quantity: Decimal, at: datetime) -> None:
        match working.order.group_role:
            case role if role is ENTRY and not working.order.live:
                for leg in (group.members[role] for role in (PROFIT, LOSS) if role in group.members):
                    self._wake(leg, working, at)
            case role if role is PROFIT and LOSS in group.members:
                self._shrink(group.members[LOSS], quantity, at)
            case role if role is LOSS and PROFIT in group.members:
                self._end_alone(group.members[PROFIT], at)
            case _:
                pass

    def _opened(self, working: Working, price: Decimal, at: datetime) -> None:
        """What is sent at once for an entry meets the rest of the bar, from the price of this fill."""
        within = self._inside is not None or (self.prices.bar is not None and at > moment(self.prices.bar.opened_at))
        self._so_far.opened(working, within=within)
        if within:
            self.prices.saw(working.symbol, price)

    def _wake(self, leg: Working, entry: Working, at: datetime) -> None:
        """The entry is filled: its legs work, also in the rest of the bar."""
        leg.dormant = False
        if self._inside is None:
            leg.since = nanoseconds(at)
        else:
            leg.since, leg.entered_in = self._inside.opened_at, self._inside.closed_at
            leg.on_the_way = entry.on_the_way
        status = OrderStatus.HELD if leg.sibling(PROFIT) is not None else OrderStatus.NEW
        self._set(leg, leg.order.became(status, at))

    def _shrink(self, leg: Working, quantity: Decimal, at: datetime) -> None:
        """Part of the position was sold by its sibling."""
        leg.remaining -= quantity
        if leg.remaining <= 0:
            self._end_alone(leg, at)
            return
        request = replace(leg.order.request, quantity=leg.order.request.quantity - quantity)
        self._set(leg, replace(leg.order, request=request, updated_at=at))

    def _end_alone(self, leg: Working, at: datetime) -> None:
        self._set(leg, leg.order.became(OrderStatus.CANCELED, at))

    def _set(self, working: Working, order: Order) -> None:
        self._book.update(working, order)
        self.outbox.changed(working.number, order)


def _best_since(working: Working, bars: Slice, column: int) -> float:
    """What a trailing stop has followed with the bar: of the one that its entry filled in, the close is certain."""
    if working.entered_in == bars.closed_at:
        return float(bars.close[column])
    return float((bars.high if working.side is Side.SELL else bars.low)[column])


def _reach(working: Working, bars: Slice, column: int) -> float:
    """How far the bar certainly went for a limit: of the bar its entry filled in, only what came after."""
    if working.entered_in == bars.closed_at and not working.on_the_way:
        return float(bars.close[column])
    return float((bars.low if working.side is Side.BUY else bars.high)[column])
