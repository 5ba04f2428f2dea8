"""What may take the place of a working order."""

from __future__ import annotations

from dataclasses import replace

from botspec.domain.orders import Changes, OrderClass, OrderRequest, OrderStatus, OrderType
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


def replacement(old: Working, changes: Changes, client_order_id: str) -> OrderRequest:
    """The new order's request: what is not given stays; its quantity is what is still to fill."""
    before = old.order.request
    if before.notional is not None:
        raise unprocessable("notional orders cannot be replaced")
    request = _changed(before, changes)
    if request == before:
        raise unprocessable("order parameters are not changed")
    if request.time_in_force not in REPLACEABLE_TIMES_IN_FORCE:
        raise invalid("invalid time_in_force")
    together = (request.quantity, request.time_in_force) != (before.quantity, before.time_in_force)
    if before.order_class is not OrderClass.SIMPLE and together:
        raise unprocessable(f"qty and time_in_force are shared by all orders of a {before.order_class} order")
    if not request.quantity > old.order.filled_quantity:
        raise unprocessable("qty must be > filled_qty")
    return replace(request, client_order_id=client_order_id, quantity=request.quantity - old.order.filled_quantity)


def take_over(new: Working, old: Working) -> None:
    """The new order goes on where the old one was: its best price, its place in a group."""
    new.mark, new.triggered, new.dormant, new.rested = old.mark, old.triggered, old.dormant, False
    if old.mark is not None and old.triggered:
        new.limit = old.limit
    if old.group is not None and old.order.group_role is not None:
        new.group = old.group
        old.group.members[old.order.group_role] = new


def _changed(before: OrderRequest, changes: Changes) -> OrderRequest:
    trailing = before.type is OrderType.TRAILING_STOP
    if changes.trail is not None and not trailing:
        raise invalid("only trailing stop orders take a trail")
    given = {
        "quantity": changes.quantity,
        "limit_price": changes.limit_price,
        "stop_price": changes.stop_price,
        "time_in_force": changes.time_in_force,
        "trail_price" if before.trail_price is not None else "trail_percent": changes.trail,
    }
    return replace(before, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
