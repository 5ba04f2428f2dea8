"""Ways out of a position: one wish at a time, and nothing in its way."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from botspec.domain.intents import Leg, Wanted
from botspec.domain.orders import OrderType, Side
from botspec.domain.rows import DroppedRow, WantedRow
from botspec.run.desk import Desk
from botspec.run.state import is_entry


def clear_the_way(desk: Desk, symbol: str, leg: Leg, at: datetime) -> Decimal:
    """Cancel what stands against leaving `symbol`; gives the shares, signed, that a new wish may close, 0 for none."""
    reducing = False
    for working in desk.state.live_in(symbol):
        outdated = is_entry(working) or (leg is Leg.FLATTEN and working.intent.request.type is OrderType.LIMIT)
        if outdated:
            desk.cancel(working, f"{leg} wanted", at)
        reducing = reducing or not is_entry(working)
    quantity = desk.state.portfolio.quantity(symbol)
    if quantity == 0 or reducing or _waits(desk, symbol, leg, at):
        return Decimal(0)
    return quantity


def _waits(desk: Desk, symbol: str, leg: Leg, at: datetime) -> bool:
    """True when a way out waits already; a limit order's wish makes way for a flatten."""
    waiting = [wish for wish in desk.state.wishes_in(symbol) if wish.leg.reduces]
    for wish in waiting:
        if leg is Leg.FLATTEN and wish.limit_price is not None:
            desk.record(DroppedRow(at, wish, "flatten wanted"))
            return False
    return bool(waiting)


def leave(  # a wish is these facts
    desk: Desk, symbol: str, leg: Leg, at: datetime, quantity: Decimal, price: Decimal, limit_price: Decimal | None
) -> None:
    """Wish to close `quantity` of `symbol` (signed), unless this very decision has become an order before."""
    wanted = Wanted(
        symbol=symbol,
        side=Side.SELL if quantity > 0 else Side.BUY,
        leg=leg,
        rule="exit" if leg is Leg.EXIT else _flatten_rule(desk),
        decided_at=at,
        quantity=abs(quantity),
        reference_price=price,
        limit_price=limit_price,
    )
    if not is_settled(desk, wanted):
        desk.record(WantedRow(at, wanted))


def is_settled(desk: Desk, wanted: Wanted) -> bool:
    """True when this very decision has become an order before: an order id is never used twice."""
    return desk.state.order(desk.bot.client_order_id(wanted)) is not None


def _flatten_rule(desk: Desk) -> str:
    trip = desk.state.blocked_by
    return trip.guard if trip is not None else "flatten"
