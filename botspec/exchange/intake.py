"""A request that was admitted becomes orders at work."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal

from botspec.domain.orders import GroupRole, Order, OrderClass, OrderRequest, OrderStatus
from botspec.exchange.book import ZERO, Book, Group, Working
from botspec.exchange.groups import ENTRY, legs_of, role_of
from botspec.exchange.replacing import take_over
from botspec.exchange.trailing import Mark
from botspec.market.moments import nanoseconds

MOST_LEGS = 2


def take_in(book: Book, request: OrderRequest, at: datetime, status: OrderStatus, *, opens: bool) -> Working:
    """Put the order and those it brings into the book; the legs are held."""
    role = None if request.order_class is OrderClass.SIMPLE else role_of(request)
    if role is None:
        return book.add(_order(book, request, at, status, None, None), nanoseconds(at), opens=opens)
    names = [book.next_client_id(ahead) for ahead in range(1, MOST_LEGS + 1)]
    legs = legs_of(request, names)
    group = Group(book.name(f"group {len(book.orders)}"))
    told = tuple(leg.client_order_id for _, leg in legs)
    first = _add(book, _order(book, request, at, status, group, role, told), at, group, opens=opens)
    for leg_role, leg in legs:
        working = _add(book, _order(book, leg, at, OrderStatus.HELD, group, leg_role), at, group, opens=False)
        working.dormant = role is ENTRY
    return first


def take_place(
    book: Book, old: Working, request: OrderRequest, at: datetime, status: OrderStatus, *, opens: bool
) -> Working:
    """Put the order into the book in the place of `old`."""
    before = old.order
    order = Order(
        id=book.next_id(),
        request=request,
        status=status,
        filled_quantity=ZERO,
        filled_average_price=None,
        submitted_at=at,
        updated_at=at,
        replaces=before.id,
        group_id=before.group_id,
        group_role=before.group_role,
        legs=before.legs,
    )
    working = book.add(order, nanoseconds(at), opens=opens)
    take_over(working, old)
    return working


def start_trailing(working: Working, last: Decimal | None) -> None:
    """A trailing stop counts from the price it finds, or from the first one."""
    if working.mark is None:
        working.mark = Mark(math.nan if last is None else float(last), 0)


def _add(book: Book, order: Order, at: datetime, group: Group, *, opens: bool) -> Working:
    working = book.add(order, nanoseconds(at), opens=opens)
    working.group = group
    if order.group_role is not None:
        group.members[order.group_role] = working
    return working


def _order(
    book: Book,
    request: OrderRequest,
    at: datetime,
    status: OrderStatus,
    group: Group | None,
    role: GroupRole | None,
    legs: tuple[str, ...] = (),
) -> Order:
    name, grouped = book.next_id(), None if group is None else group.id
    # in the order of its fields: names would double what one costs
    return Order(name, request, status, ZERO, None, at, at, None, None, None, grouped, role, legs)
