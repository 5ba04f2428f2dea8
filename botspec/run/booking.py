"""From what the broker tells to the ledger: cumulative quantities in, new fills out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from botspec.domain.events import BrokerEvent, CashKind, CashMoved, OrderUpdated, SharesKind, SharesMoved
from botspec.domain.orders import Order
from botspec.domain.portfolio import Fill
from botspec.domain.rows import CashRow, FillRow, NoteRow, OrderRow, SharesRow
from botspec.run.desk import Desk
from botspec.run.legs import adopt
from botspec.run.working import Working

CENT = Decimal("0.01")
TENTH_OF_NANO = Decimal("1e-10")


def book(desk: Desk, events: Sequence[BrokerEvent]) -> None:
    """Take in what the broker told; hearing it again changes nothing."""
    for event in events:
        if isinstance(event, OrderUpdated):
            book_order(desk, event.order, event.at)
        elif isinstance(event, CashMoved):
            book_cash(desk, event)
        else:
            book_shares(desk, event)


def book_cash(desk: Desk, moved: CashMoved) -> None:
    """Book a movement once. What belongs to a symbol of somebody else in the account is not the bot's."""
    if moved.id in desk.state.booked or (moved.symbol is not None and moved.symbol not in desk.columns):
        return
    own = _own_part(desk, moved.symbol, moved.amount) if moved.kind is CashKind.DIVIDEND else moved.amount
    if own == moved.amount:
        desk.record(CashRow(moved.at, moved))
    else:
        own = own.quantize(CENT, rounding=ROUND_HALF_EVEN)
        rest = replace(moved, id=f"{moved.id}-others", kind=CashKind.TRANSFER, amount=moved.amount - own)
        desk.record(CashRow(moved.at, replace(moved, amount=own)))
        desk.record(CashRow(moved.at, rest))
    if moved.kind is CashKind.UNCLASSIFIED:
        text = f"{moved.description or moved.id}, {moved.amount} USD: not understood; no entries until it is adopted"
        desk.record(NoteRow(moved.at, "warning", "UNCLASSIFIED", text))


def book_shares(desk: Desk, moved: SharesMoved) -> None:
    """Book shares that came or went beside fills, once; of what the bot does not hold they are somebody else's.

    A split is of all that the account holds; a fee in coins is of the bot's own orders.
    """
    if moved.id in desk.state.booked or desk.state.portfolio.quantity(moved.symbol) == 0:
        return
    own = moved.quantity if moved.kind is SharesKind.FEE else _own_part(desk, moved.symbol, moved.quantity)
    desk.record(SharesRow(moved.at, moved.id, moved.kind, moved.symbol, own, moved.description))


def _own_part(desk: Desk, symbol: str | None, amount: Decimal) -> Decimal:
    """The bot's part of what came for all shares of the account, some of which are somebody else's."""
    foreign = desk.state.foreign.get(symbol or "")
    if not foreign:
        return amount
    ours = desk.state.portfolio.quantity(symbol or "")
    return amount * ours / (ours + foreign) if ours + foreign else Decimal(0)


def book_order(desk: Desk, order: Order, at: datetime) -> None:
    """Take in an order's state; only what is new changes anything, and a quantity never goes back."""
    known = desk.state.order(order.request.client_order_id) or adopt(desk, order, at)
    if known is None or _is_old(known, order) or is_another(known, order):
        return
    fill = new_fill(known, order, at)
    if _is_overfilled(known, order):
        asked = known.intent.request.notional or known.intent.request.quantity
        text = f"{order.request.symbol}: broker filled {order.filled_quantity} of {asked}"
        desk.record(NoteRow(at, "error", "OVERFILLED", text))
    desk.record(OrderRow(at, order))
    if fill is not None:
        desk.record(FillRow(fill.at, fill))
    if known.given_up and order.live:
        _end_late(desk, order, at)


def is_another(known: Working, order: Order) -> bool:
    """True when an order carries our id, but is not what we wrote down: somebody else writes as this bot."""
    ours, theirs = known.intent.request, order.request
    return theirs.symbol != ours.symbol or theirs.side is not ours.side


def _end_late(desk: Desk, order: Order, at: datetime) -> None:
    """It was decided for another moment, and its place has been given to others since."""
    name = order.request.client_order_id
    text = f"{order.request.symbol}: {name} was given up as never arrived, and is at the broker: it is canceled"
    desk.record(NoteRow(at, "warning", "ARRIVED_LATE", text))
    desk.cancel(desk.state.working[name], "arrived after it was given up", at)


def _is_overfilled(known: Working, order: Order) -> bool:
    """More shares than were ordered or, of an order in USD, more than a cent beyond them."""
    notional = known.intent.request.notional
    if notional is None:
        return order.filled_quantity > known.intent.request.quantity
    return order.filled_quantity * (order.filled_average_price or Decimal(0)) > notional + CENT


def _is_old(known: Working, order: Order) -> bool:
    before = known.order
    if order.filled_average_price is None and order.filled_quantity > known.filled:
        return True  # a fill without its price is half the news: the whole of it is still to come
    if before is None:
        return False
    if order.filled_quantity < before.filled_quantity:
        return True
    if order.filled_quantity == before.filled_quantity and order.status == before.status:
        return set(order.legs) <= set(before.legs)  # looked up alone, an order comes without its legs
    return before.status.terminal and order.filled_quantity == before.filled_quantity


def new_fill(known: Working, order: Order, at: datetime) -> Fill | None:
    """The part of the cumulative quantity not booked yet, at the price that makes the averages agree."""
    request, price, added, before = order.request, order.filled_average_price, order.filled_quantity, known.order
    if before is not None:
        added -= before.filled_quantity
    if price is None or not added > 0:
        return None
    if before is not None:
        price = _price_of_rest(before, price, order.filled_quantity, added)
    return Fill(request.client_order_id, request.symbol, request.side, added, price, order.filled_at or at)


def _price_of_rest(before: Order, average: Decimal, total: Decimal, added: Decimal) -> Decimal:
    if before.filled_average_price is None or before.filled_quantity == 0:
        return average
    spent = average * total - before.filled_average_price * before.filled_quantity
    return (spent / added).quantize(TENTH_OF_NANO, rounding=ROUND_HALF_EVEN)
