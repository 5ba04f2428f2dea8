"""Alpaca's rules for a single order, as tables: what may be asked at all, before any account is looked at."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from zoneinfo import ZoneInfo

from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.exchange.refusal import Refusal, forbidden, invalid, text, unprocessable

NEW_YORK = ZoneInfo("America/New_York")
MAX_CLIENT_ORDER_ID = 128
MAX_QUANTITY_DECIMALS = 9
GTC_LIFE = timedelta(days=90)

ONE_DOLLAR = Decimal(1)
CENT = Decimal("0.01")
SUB_CENT = Decimal("0.0001")

TIMES_IN_FORCE: dict[OrderType, frozenset[TimeInForce]] = {
    OrderType.MARKET: frozenset(TimeInForce),
    OrderType.LIMIT: frozenset(TimeInForce),
}
FRACTIONAL_TIMES_IN_FORCE = frozenset({TimeInForce.DAY})
REPLACEABLE_TIMES_IN_FORCE = frozenset({TimeInForce.DAY, TimeInForce.GTC})

# New York wall-clock stretches in which an auction order is turned away.
AUCTION_CLOSED: dict[TimeInForce, tuple[time, time, str]] = {
    TimeInForce.OPG: (time(9, 28), time(19, 0), "opg orders must be submitted after 7:00pm and before 9:28am"),
    TimeInForce.CLS: (time(15, 50), time(19, 0), "cls orders must be submitted after 7:00pm and before 3:50pm"),
}


def increment(price: Decimal) -> Decimal:
    """Smallest step a limit price may have: a cent from one dollar up, a hundredth of a cent below."""
    return CENT if price >= ONE_DOLLAR else SUB_CENT


def to_increment(price: Decimal, side: Side) -> Decimal:
    """The nearest allowed price that is no worse for `side`: a buy is rounded down, a sell up."""
    return price.quantize(increment(price), ROUND_FLOOR if side is Side.BUY else ROUND_CEILING)


def check(request: OrderRequest, at: datetime) -> None:
    """Raise the `Refusal` Alpaca would answer with, when the order is against a rule that needs no account."""
    for problem in (_identity(request), _quantity(request), _price(request), _time(request, at)):
        if problem is not None:
            raise problem


def _identity(request: OrderRequest) -> Refusal | None:
    if len(request.client_order_id) > MAX_CLIENT_ORDER_ID:
        return invalid(f"client_order_id must be no more than {MAX_CLIENT_ORDER_ID} characters")
    return None


def _quantity(request: OrderRequest) -> Refusal | None:
    quantity = request.quantity
    if not quantity.is_finite() or quantity <= 0:
        return invalid("qty must be > 0")
    if _decimals(quantity) > MAX_QUANTITY_DECIMALS:
        return invalid(f"qty must have no more than {MAX_QUANTITY_DECIMALS} decimal places")
    if request.time_in_force not in FRACTIONAL_TIMES_IN_FORCE and quantity != quantity.to_integral_value():
        return unprocessable("fractional orders must be DAY orders")
    return None


def _price(request: OrderRequest) -> Refusal | None:
    limit = request.limit_price
    if request.type is OrderType.MARKET:
        return None if limit is None else invalid("market orders require no stop or limit price")
    if limit is None:
        return invalid("limit orders require a limit price")
    if not limit.is_finite() or limit <= 0:
        return invalid("limit_price must be > 0")
    if limit % increment(limit) != 0:
        return unprocessable(
            f"invalid limit_price {text(limit)}. sub-penny increment does not fulfill minimum pricing criteria"
        )
    return None


def _time(request: OrderRequest, at: datetime) -> Refusal | None:
    if request.time_in_force not in TIMES_IN_FORCE.get(request.type, frozenset()):
        return invalid("invalid time_in_force")
    closed = AUCTION_CLOSED.get(request.time_in_force)
    if closed is None:
        return None
    start, end, message = closed
    return forbidden(message) if start <= at.astimezone(NEW_YORK).time() < end else None


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
