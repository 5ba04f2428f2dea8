"""Ways out of a position: one wish at a time, and nothing in its way."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from botspec.domain.intents import Leg, Wanted
from botspec.domain.orders import OrderRequest, Side
from botspec.domain.rows import DroppedRow, WantedRow
from botspec.execution.policy import NO_TERMS, Terms
from botspec.run.desk import Desk
from botspec.run.working import is_entry


def clear_the_way(desk: Desk, symbol: str, leg: Leg, at: datetime) -> Decimal:
    """Cancel what stands against leaving `symbol`; gives the shares, signed, that a new wish may close, 0 for none."""
    state = desk.state
    if not state.working and not state.wishes_in(symbol):
        return state.portfolio.quantity(symbol)
    reducing = False
    for working in [each for each in desk.state.live_in(symbol) if not each.rests]:
        if is_entry(working) or _makes_way(leg, working.intent.leg, working.intent.request):
            desk.cancel(working, f"{leg} wanted", at)
        reducing = reducing or not is_entry(working)
    for wish in [wish for wish in desk.state.wishes_in(symbol) if wish.generation and not wish.leg.reduces]:
        desk.record(DroppedRow(at, wish, f"{leg} wanted"))
    quantity = desk.state.portfolio.quantity(symbol)
    if quantity == 0 or reducing or _waits(desk, symbol, leg, at):
        return Decimal(0)
    return quantity


def _waits(desk: Desk, symbol: str, leg: Leg, at: datetime) -> bool:
    """True when a way out waits already that does not make way for this one."""
    for wish in [wish for wish in desk.state.wishes_in(symbol) if wish.leg.reduces]:
        if not (_makes_way(leg, wish.leg, wish) or _is_part(leg, wish.leg)):
            return True
        desk.record(DroppedRow(at, wish, f"{leg} wanted"))
    return False


def _makes_way(leg: Leg, other: Leg, order: OrderRequest | Wanted) -> bool:
    """True when an order or wish for `other` is worth less than one for `leg`.

    What has to close for certain goes before what waits for a price, and what closes everything before a target's part.
    """
    prices = (order.limit_price, order.stop_price, order.trail_price, order.trail_percent)
    return prices != (None,) * len(prices) and (leg.urgent or _is_part(leg, other))


def _is_part(leg: Leg, other: Leg) -> bool:
    return other is Leg.TAKE_PROFIT and leg is not Leg.TAKE_PROFIT


def leave(  # a wish is these facts
    desk: Desk, symbol: str, leg: Leg, at: datetime, quantity: Decimal, price: Decimal, priced: Terms = NO_TERMS
) -> None:
    """Wish to close `quantity` of `symbol` (signed), unless this very decision has become an order before."""
    side = Side.SELL if quantity > 0 else Side.BUY
    rule = _flatten_rule(desk, symbol) if leg is Leg.FLATTEN else str(leg)
    wanted = priced.on(Wanted(symbol, side, leg, rule, at, abs(quantity), price))
    if not is_settled(desk, wanted):
        desk.record(WantedRow(at, wanted))


def is_settled(desk: Desk, wanted: Wanted) -> bool:
    """True when this very decision has become an order before: an order id is never used twice."""
    last = desk.state.decided_at
    if last is None or wanted.decided_at > last:
        return False  # no order comes from a decision as late as this
    return desk.state.order(desk.bot.client_order_id(wanted)) is not None


def _flatten_rule(desk: Desk, symbol: str) -> str:
    trip = desk.state.blocked_by(symbol)
    return trip.guard if trip is not None else "flatten"
