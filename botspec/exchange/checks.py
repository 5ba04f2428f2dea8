"""The tables of `legality` applied to one order: the `Refusal` Alpaca would answer with, before any account is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from botspec.domain.orders import OrderClass, OrderRequest, OrderType, Side, TimeInForce
from botspec.exchange import legality
from botspec.exchange.refusal import Refusal, forbidden, invalid, text, unprocessable

MISSING = {
    OrderType.LIMIT: "limit orders require a limit price",
    OrderType.STOP: "stop orders require a stop price",
    OrderType.STOP_LIMIT: "stop limit orders require both stop and limit price",
}
SURPLUS = {
    OrderType.MARKET: "market orders require no stop or limit price",
    OrderType.LIMIT: "limit orders require no stop price",
    OrderType.STOP: "stop orders require no limit price",
    OrderType.TRAILING_STOP: "trailing stop orders require no stop or limit price",
}
WITH_LIMIT = frozenset({OrderType.LIMIT, OrderType.STOP_LIMIT})
WITH_STOP = frozenset({OrderType.STOP, OrderType.STOP_LIMIT})


def check(request: OrderRequest, at: datetime) -> None:
    """Raise for an order that is against a rule which needs no account."""
    problem = None if is_plain(request) else problem_of(request, at)
    if problem is not None:
        raise problem


def is_plain(request: OrderRequest) -> bool:
    """True for a simple market order for whole shares, which no rule is against: almost every order is one."""
    if request.type is not OrderType.MARKET or request.order_class is not OrderClass.SIMPLE or request.extended_hours:
        return False
    if not _has_no_terms(request) or request.time_in_force not in legality.RESTING:
        return False
    quantity, short = request.quantity, len(request.client_order_id) <= legality.MAX_CLIENT_ORDER_ID
    whole = quantity.is_finite() and quantity > 0 and quantity == quantity.to_integral_value()
    return whole and short and not legality.is_crypto(request.symbol)


def _has_no_terms(request: OrderRequest) -> bool:
    prices = request.limit_price is request.stop_price is request.trail_price is request.trail_percent is None
    return prices and request.notional is request.take_profit is None and request.stop_loss is None


def problem_of(request: OrderRequest, at: datetime) -> Refusal | None:
    """The first rule that an order is against, of those that need no account."""
    problem = _identity(request) or _quantity(request) or _prices(request) or _trail(request) or _class(request)
    return problem or _hours(request) or _fractions(request) or _crypto(request) or _time(request, at)


def _identity(request: OrderRequest) -> Refusal | None:
    if len(request.client_order_id) > legality.MAX_CLIENT_ORDER_ID:
        return invalid(f"client_order_id must be no more than {legality.MAX_CLIENT_ORDER_ID} characters")
    if request.type not in legality.TIMES_IN_FORCE or request.order_class not in legality.CLASS_TYPES:
        return invalid("invalid type" if request.type not in legality.TIMES_IN_FORCE else "invalid order_class")
    return None


def _quantity(request: OrderRequest) -> Refusal | None:
    if request.notional is not None:
        return _notional(request, request.notional)
    quantity = request.quantity
    if not quantity.is_finite() or quantity <= 0:
        return invalid("qty must be > 0")
    if legality.decimals(quantity) > legality.MAX_QUANTITY_DECIMALS:
        return invalid(f"qty must have no more than {legality.MAX_QUANTITY_DECIMALS} decimal places")
    return None


def _notional(request: OrderRequest, notional: Decimal) -> Refusal | None:
    if request.quantity != 0:
        return invalid("only one of qty or notional is accepted")
    if not notional.is_finite() or notional < legality.MIN_NOTIONAL:
        return invalid("notional must be >= 1.00")
    if legality.decimals(notional) > legality.MAX_QUANTITY_DECIMALS:
        return invalid(f"notional must have no more than {legality.MAX_QUANTITY_DECIMALS} decimal places")
    return None


def _prices(request: OrderRequest) -> Refusal | None:
    limit, stop = request.limit_price, request.stop_price
    if (limit is not None and request.type not in WITH_LIMIT) or (stop is not None and request.type not in WITH_STOP):
        return invalid(SURPLUS[request.type])
    if (limit is None and request.type in WITH_LIMIT) or (stop is None and request.type in WITH_STOP):
        return invalid(MISSING[request.type])
    for name, price in _named_prices(request):
        problem = _price(request, name, price)
        if problem is not None:
            return problem
    return None


def _named_prices(request: OrderRequest) -> Iterator[tuple[str, Decimal]]:
    if request.limit_price is not None:
        yield "limit_price", request.limit_price
    if request.stop_price is not None:
        yield "stop_price", request.stop_price
    if request.take_profit is not None:
        yield "take_profit.limit_price", request.take_profit
    if request.stop_loss is not None:
        yield "stop_loss.stop_price", request.stop_loss.stop_price
        if request.stop_loss.limit_price is not None:
            yield "stop_loss.limit_price", request.stop_loss.limit_price


def _price(request: OrderRequest, name: str, price: Decimal) -> Refusal | None:
    if not price.is_finite() or price <= 0:
        return invalid(f"{name} must be > 0")
    if not legality.is_crypto(request.symbol) and price % legality.increment(price) != 0:
        return unprocessable(
            f"invalid {name} {text(price)}. sub-penny increment does not fulfill minimum pricing criteria"
        )
    return None


def _trail(request: OrderRequest) -> Refusal | None:
    price, percent = request.trail_price, request.trail_percent
    if request.type is not OrderType.TRAILING_STOP:
        surplus = price is not None or percent is not None
        return invalid("only trailing stop orders take trail_price or trail_percent") if surplus else None
    if (price is None) == (percent is None):
        return invalid("trailing stop orders must specify one of trail_price or trail_percent")
    if percent is not None and not (percent.is_finite() and percent >= legality.MIN_TRAIL_PERCENT):
        return invalid(f"trail_percent must be greater than or equal to {legality.MIN_TRAIL_PERCENT}")
    if price is not None and not (price.is_finite() and price > 0):
        return invalid("trail_price must be > 0")
    return None


def _class(request: OrderRequest) -> Refusal | None:
    name, both = request.order_class, (request.take_profit, request.stop_loss)
    if name is OrderClass.SIMPLE:
        return None if both == (None, None) else invalid("take_profit and stop_loss require an order_class")
    problem = _legs(request)
    if problem is not None:
        return problem
    if request.type not in legality.CLASS_TYPES[name]:
        return unprocessable(f"invalid order type for order_class {name}: {request.type}")
    if request.time_in_force not in legality.CLASS_TIMES_IN_FORCE:
        return invalid("invalid time_in_force")
    return _profit_beyond_loss(request)


def _legs(request: OrderRequest) -> Refusal | None:
    profit, loss = request.take_profit is not None, request.stop_loss is not None
    match request.order_class:
        case OrderClass.BRACKET if not profit:
            return unprocessable("bracket orders require take_profit.limit_price")
        case OrderClass.BRACKET | OrderClass.OCO if not loss:
            return unprocessable(f"{request.order_class} orders require stop_loss.stop_price")
        case OrderClass.OTO if profit == loss:
            return invalid("oto orders require either take_profit or stop_loss")
        case OrderClass.OCO if profit:
            return invalid("the limit_price of an oco order is its take_profit")
        case _:
            return None


def _profit_beyond_loss(request: OrderRequest) -> Refusal | None:
    exits_at = request.limit_price if request.order_class is OrderClass.OCO else request.take_profit
    if exits_at is None or request.stop_loss is None:
        return None
    long = (request.side is Side.BUY) != (request.order_class is OrderClass.OCO)
    apart = exits_at - request.stop_loss.stop_price
    if (apart if long else -apart) >= legality.LEG_DISTANCE:
        return None
    return unprocessable(f"take_profit.limit_price must be {'>' if long else '<'} stop_loss.stop_price")


def _hours(request: OrderRequest) -> Refusal | None:
    if not request.extended_hours:
        return None
    if request.order_class is not OrderClass.SIMPLE:
        return unprocessable(f"{request.order_class} orders are not allowed in extended hours")
    legal = request.type in legality.EXTENDED_TYPES and request.time_in_force in legality.EXTENDED_TIMES_IN_FORCE
    return None if legal else unprocessable("extended hours order must be DAY or GTC limit orders")


def _fractions(request: OrderRequest) -> Refusal | None:
    if legality.is_crypto(request.symbol) or not legality.fractional(request):
        return None
    if request.time_in_force not in legality.FRACTIONAL_TIMES_IN_FORCE:
        return unprocessable("fractional orders must be DAY orders")
    if request.order_class is not OrderClass.SIMPLE:
        return unprocessable("fractional orders must be simple orders")
    if request.type not in legality.FRACTIONAL_TYPES:
        return unprocessable(f"fractional orders cannot be {request.type} orders")
    return None


def _crypto(request: OrderRequest) -> Refusal | None:
    if not legality.is_crypto(request.symbol):
        return None
    if request.order_class is not OrderClass.SIMPLE:
        return unprocessable(f"crypto orders not allowed for advanced order_class: {request.order_class}")
    if request.type not in legality.CRYPTO_TYPES:
        return invalid("invalid order type for crypto order")
    if request.time_in_force not in legality.CRYPTO_TIMES_IN_FORCE:
        return invalid("invalid time_in_force")
    return None


def _time(request: OrderRequest, at: datetime) -> Refusal | None:
    if not _time_in_force_fits(request):
        return invalid("invalid time_in_force")
    closed = legality.auction_closed(request.time_in_force, at)
    return None if closed is None else forbidden(closed)


def _time_in_force_fits(request: OrderRequest) -> bool:
    if legality.is_crypto(request.symbol) and request.time_in_force is TimeInForce.IOC:
        return True  # a stop-limit too
    return request.time_in_force in legality.TIMES_IN_FORCE[request.type]
