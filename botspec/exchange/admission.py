"""What the account must have before an order is taken: a free id, no own opposite order, shares, fitting legs."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_CEILING, Decimal

from botspec.domain.assets import Steps
from botspec.domain.orders import GroupRole, OrderClass, OrderRequest, OrderType, Side
from botspec.exchange.book import ZERO, Book, Working
from botspec.exchange.groups import base_price
from botspec.exchange.ledger import Ledger
from botspec.exchange.legality import (
    CRYPTO_MAX_COST,
    CRYPTO_MIN_COST,
    FINEST_QUANTITY,
    LEG_DISTANCE,
    collar,
    fractional,
    is_crypto,
)
from botspec.exchange.refusal import (
    Refusal,
    forbidden,
    insufficient_balance,
    insufficient_quantity,
    invalid,
    text,
    unprocessable,
    wash_trade,
)

NOBODY: frozenset[str] = frozenset()


def check_unique(request: OrderRequest, book: Book) -> None:
    """A client id is used once, for ever."""
    if book.client_id_taken(request.client_order_id):
        raise invalid("client_order_id must be unique")


def check_wash(request: OrderRequest, book: Book, ignore: str | None = None) -> None:
    """No own order on the other side that could trade with this one; groups and trailing stops are left alone."""
    if _exempt(request):
        return
    other = Side.SELL if request.side is Side.BUY else Side.BUY
    for working in book.live(request.symbol, other):
        existing = working.order.request
        if working.order.id != ignore and not _exempt(existing) and _could_cross(request, existing):
            at_any_price = _without_limit(request) or _without_limit(existing)
            raise wash_trade(working.order.id, market=at_any_price)


def opens(request: OrderRequest, ledger: Ledger) -> bool:
    """True when the order adds to a position or makes one; False when it can only take away."""
    return ledger.quantity(request.symbol) * request.side.sign >= 0


def check_class(request: OrderRequest, last: Decimal | None, *, adds: bool) -> None:
    """Brackets and OTOs enter, OCOs exit; the legs lie on the right sides of the price they are judged by."""
    match request.order_class:
        case OrderClass.BRACKET | OrderClass.OTO if not adds:
            raise unprocessable(f"{request.order_class} orders must be entry orders")
        case OrderClass.OCO if adds:
            raise unprocessable("oco orders must be exit orders")
        case OrderClass.BRACKET | OrderClass.OTO:
            _check_legs(request, base_price(request, last))
        case _:
            pass


def check_stop(request: OrderRequest, last: Decimal | None) -> None:
    """A stop on the wrong side of the market would be a market order."""
    stop = request.stop_price
    if stop is None and request.order_class is OrderClass.SIMPLE:
        return
    if request.order_class is OrderClass.OCO and request.stop_loss is not None:
        stop = request.stop_loss.stop_price
    if stop is None or last is None or (stop - last) * request.side.sign > 0:
        return
    side = "greater" if request.side is Side.BUY else "less"
    raise unprocessable(
        f"stop price must be {side} than current price", {"market_price": text(last), "stop_price": text(stop)}
    )


def check_shares(
    request: OrderRequest, quantity: Decimal, ledger: Ledger, book: Book, ignore: str | None = None
) -> None:
    """An exit is covered by shares that no other exit holds; one order never turns a position round."""
    held = abs(ledger.quantity(request.symbol))
    if not book.working and quantity <= held:
        return
    exits = holding(book, request.symbol, request.side, NOBODY if ignore is None else {ignore})
    reserved = sum((found.remaining for found in exits), ZERO)
    if quantity <= held - reserved:
        return
    if is_crypto(request.symbol):
        raise insufficient_balance(request.symbol, quantity, held - reserved)
    raise insufficient_quantity(request.symbol, quantity, held, reserved, [found.order.id for found in exits])


def holding(book: Book, symbol: str, side: Side, ignore: Collection[str] = NOBODY) -> list[Working]:
    """Working orders of that side that hold shares: of the two legs of a group one, sleeping legs not."""
    return [
        found
        for found in book.live(symbol, side)
        if found.order.id not in ignore and not found.dormant and not _second_leg(found)
    ]


def check_short(request: OrderRequest, *, allowed: bool) -> None:
    """A sell of what is not held."""
    if is_crypto(request.symbol):
        raise insufficient_balance(request.symbol, request.quantity, ZERO)
    if fractional(request):
        raise Refusal(422, 42210000, "fractional orders cannot be sold short")
    if not allowed:
        raise forbidden("account is not allowed to short")


def check_coins(cost: Decimal) -> None:
    """Alpaca takes crypto orders of 10 to 200,000 USD."""
    if cost < CRYPTO_MIN_COST:
        raise forbidden(f"cost basis must be >= minimal amount of order {CRYPTO_MIN_COST}")
    if cost > CRYPTO_MAX_COST:
        raise forbidden(f"cost basis must be <= maximal amount of order {CRYPTO_MAX_COST}")


def check_steps(request: OrderRequest, steps: Steps) -> None:
    """An order for a coin is in whole increments of it, and for no less than its least."""
    quantity = request.quantity
    if request.notional is None and quantity < steps.least:
        raise forbidden(f"qty must be >= minimal qty of order {steps.least:f}")
    if request.notional is None and quantity % steps.quantity != 0:
        raise invalid(f"qty {text(quantity)} must be a multiple of min_trade_increment {steps.quantity:f}")
    for name, price in (("limit_price", request.limit_price), ("stop_price", request.stop_price)):
        if price is not None and price % steps.price != 0:
            raise unprocessable(f"{name} {text(price)} must be a multiple of price_increment {steps.price:f}")


def shares(request: OrderRequest, last: Decimal) -> Decimal:
    """How many shares the order means; of one in USD as many as `last` makes of it, rounded up."""
    if request.notional is None:
        return request.quantity
    return (request.notional / last).quantize(FINEST_QUANTITY, ROUND_CEILING)


def price_of(request: OrderRequest, last: Decimal) -> Decimal:
    """What a buy is taken to cost a share: its limit, a stop's collar, else the last price."""
    if request.limit_price is not None:
        return request.limit_price
    if request.type is OrderType.STOP and request.stop_price is not None:
        return collar(request.stop_price)
    return last


def _check_legs(request: OrderRequest, base: Decimal | None) -> None:
    if base is None:
        return
    sign, loss = request.side.sign, request.stop_loss
    legs = (
        ("take_profit.limit_price", request.take_profit, sign),
        ("stop_loss.stop_price", None if loss is None else loss.stop_price, -sign),
    )
    for name, price, direction in legs:
        if price is not None and (price - base) * direction < LEG_DISTANCE:
            bound = f">= base_price + {LEG_DISTANCE}" if direction > 0 else f"<= base_price - {LEG_DISTANCE}"
            raise unprocessable(f"{name} must be {bound}", {"base_price": text(base)})


def _second_leg(working: Working) -> bool:
    return working.order.group_role is GroupRole.STOP_LOSS and working.sibling(GroupRole.TAKE_PROFIT) is not None


def _exempt(request: OrderRequest) -> bool:
    return request.order_class is not OrderClass.SIMPLE or request.type is OrderType.TRAILING_STOP


def _without_limit(request: OrderRequest) -> bool:
    return request.limit_price is None


def _could_cross(request: OrderRequest, existing: OrderRequest) -> bool:
    buy, sell = (request, existing) if request.side is Side.BUY else (existing, request)
    if buy.limit_price is None or sell.limit_price is None:
        return True
    return buy.limit_price >= sell.limit_price
