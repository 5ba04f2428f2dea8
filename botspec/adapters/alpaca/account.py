"""Account and positions from Alpaca's JSON. Fields it no longer sends are never required."""

from __future__ import annotations

from collections.abc import Sequence

from botspec.adapters.alpaca.orders import Malformed, Raw, mapping, number, optional_number, sequence, text
from botspec.adapters.alpaca.symbols import symbol_of
from botspec.domain.account import AccountSnapshot, BrokerPosition
from botspec.domain.orders import Order

_BLOCKS = ("account_blocked", "trading_blocked", "trade_suspended_by_user")


def read_identity(account: object) -> tuple[str, str, bool]:
    """Number, status, and whether it is blocked. Raises Malformed."""
    body = mapping(account)
    number_key = "account_number" if body.get("account_number") else "id"
    return text(body, number_key), text(body, "status"), any(body.get(name, False) is not False for name in _BLOCKS)


def read_snapshot(account: object, positions: object, open_orders: Sequence[Order]) -> AccountSnapshot:
    """The account as a whole. Raises Malformed."""
    body = mapping(account)
    name, status, blocked = read_identity(body)
    return AccountSnapshot(
        number=name,
        status=status,
        blocked=blocked,
        cash=number(body, "cash"),
        equity=number(body, "equity"),
        buying_power=number(body, "buying_power"),
        positions=_once([_position(mapping(raw)) for raw in sequence(positions)]),
        open_orders=tuple(_sized(order) for order in open_orders if order.live),  # a filled entry comes with its legs
    )


def _sized(order: Order) -> Order:
    """An order in USD is of no known size before its first price: that is not zero."""
    if order.request.notional is not None:
        raise Malformed(f"no qty for order {order.request.client_order_id}, which is in USD")
    return order


def _position(body: Raw) -> BrokerPosition:
    size, side = number(body, "qty"), text(body, "side")
    if side not in {"long", "short"} or (side == "long" and size < 0):
        raise Malformed(f"a position of {size:f} on a side {side!r}")
    return BrokerPosition(
        symbol=symbol_of(body),
        quantity=size if side == "long" else -abs(size),
        average_price=number(body, "avg_entry_price"),
        last_price=optional_number(body, "current_price"),
    )


def _once(positions: Sequence[BrokerPosition]) -> tuple[BrokerPosition, ...]:
    """What is told twice is told of two moments: neither is known to be the newer."""
    if len({position.symbol for position in positions}) < len(positions):
        raise Malformed("a symbol that is held twice")
    return tuple(positions)
