"""What may take the place of a working order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from botspec.domain.orders import OrderRequest, OrderStatus, TimeInForce
from botspec.exchange.book import Book, Working
from botspec.exchange.legality import REPLACEABLE_TIMES_IN_FORCE
from botspec.exchange.refusal import invalid, not_found, unprocessable


def replaceable(book: Book, order_id: str) -> Working:
    """The working order of that id, or the `Refusal` that says why it cannot be replaced."""
    known = book.orders.get(order_id)
    if known is None:
        raise not_found(f"order not found for {order_id}")
    match known.status:
        case OrderStatus.REPLACED:
            raise unprocessable("order already replaced")
        case OrderStatus.ACCEPTED:
            raise unprocessable("cannot replace order in accepted status")
        case status if status.terminal:
            raise unprocessable("unable to replace order, order is not open")
        case _:
            return book.working[order_id]


def replacement(
    old: Working,
    quantity: Decimal | None,
    limit_price: Decimal | None,
    time_in_force: TimeInForce | None,
    client_order_id: str,
) -> OrderRequest:
    """The new order's request: what is not given stays; its quantity is what is still to fill."""
    before = old.order.request
    wanted = (
        before.quantity if quantity is None else quantity,
        before.limit_price if limit_price is None else limit_price,
        before.time_in_force if time_in_force is None else time_in_force,
    )
    if wanted == (before.quantity, before.limit_price, before.time_in_force):
        raise unprocessable("order parameters are not changed")
    if wanted[2] not in REPLACEABLE_TIMES_IN_FORCE:
        raise invalid("invalid time_in_force")
    if not wanted[0] > old.order.filled_quantity:
        raise unprocessable("qty must be > filled_qty")
    return replace(
        before,
        client_order_id=client_order_id,
        quantity=wanted[0] - old.order.filled_quantity,
        limit_price=wanted[1],
        time_in_force=wanted[2],
    )
