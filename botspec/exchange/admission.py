"""What the account must have before an order is taken: a free id, no own opposite order, shares, buying power."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.orders import OrderRequest, OrderType, Side
from botspec.exchange.book import ZERO, Book, Working
from botspec.exchange.ledger import Ledger
from botspec.exchange.refusal import Refusal, forbidden, insufficient_quantity, invalid, wash_trade


def check_unique(request: OrderRequest, book: Book) -> None:
    """A client id is used once, for ever."""
    if book.client_id_taken(request.client_order_id):
        raise invalid("client_order_id must be unique")


def check_wash(request: OrderRequest, book: Book, ignore: str | None = None) -> None:
    """No own order on the other side that could trade with this one."""
    other = Side.SELL if request.side is Side.BUY else Side.BUY
    for working in book.live(request.symbol, other):
        if working.order.id != ignore and _could_cross(request, working.order.request):
            market = OrderType.MARKET in (request.type, working.order.request.type)
            raise wash_trade(working.order.id, market=market)


def check_shares(request: OrderRequest, ledger: Ledger, book: Book, ignore: str | None = None) -> None:
    """A sell is covered by shares that no other sell holds."""
    held = ledger.quantity(request.symbol)
    sells = [found for found in book.live(request.symbol, Side.SELL) if found.order.id != ignore]
    reserved = sum((found.remaining for found in sells), ZERO)
    if request.quantity <= held - reserved:
        return
    if held == 0:
        raise _short(request)
    raise insufficient_quantity(request.symbol, request.quantity, held, reserved, [found.order.id for found in sells])


def working_buys(book: Book, ignore: str | None = None) -> list[Working]:
    """Working buys: they hold back buying power."""
    return [found for found in book.working.values() if found.side is Side.BUY and found.order.id != ignore]


def cost(quantity: Decimal, limit: Decimal | None, last: Decimal) -> Decimal:
    """What a buy ties up: at its limit, else at the last price."""
    return quantity * (last if limit is None else limit)


def _could_cross(request: OrderRequest, existing: OrderRequest) -> bool:
    buy, sell = (request, existing) if request.side is Side.BUY else (existing, request)
    if buy.limit_price is None or sell.limit_price is None:
        return True
    return buy.limit_price >= sell.limit_price


def _short(request: OrderRequest) -> Refusal:
    if request.quantity != request.quantity.to_integral_value():
        return Refusal(422, 42210000, "fractional orders cannot be sold short")
    return forbidden("account is not allowed to short")
