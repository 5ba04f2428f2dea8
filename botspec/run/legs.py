"""Orders that came with ours: the broker names them, and they are the bot's own from then on."""

from __future__ import annotations

from datetime import datetime

from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import GroupRole, Order
from botspec.domain.rows import LegRow
from botspec.exchange.legality import STOPS
from botspec.run.desk import Desk
from botspec.run.working import Working


def adopt(desk: Desk, order: Order, at: datetime) -> Working | None:
    """Take in an order that came with one of ours; None when it did not."""
    client_order_id = order.request.client_order_id
    parent = desk.state.parent_of(client_order_id)
    if parent is None:
        return None
    leg = _leg(order)
    intent = Intent(
        id=f"{parent.intent.id}-{leg}",
        leg=leg,
        rule="rest_at_broker",
        decided_at=parent.intent.decided_at,
        created_at=order.submitted_at,
        generation=parent.intent.generation,
        reference_price=order.request.stop_price or order.request.limit_price or parent.intent.reference_price,
        request=order.request,
        rests=True,
    )
    desk.record(LegRow(at, parent.intent.request.client_order_id, intent))
    return desk.state.order(client_order_id)


def _leg(order: Order) -> Leg:
    if order.group_role is None:
        return Leg.STOP_LOSS if order.request.type in STOPS else Leg.TAKE_PROFIT
    return Leg.STOP_LOSS if order.group_role is GroupRole.STOP_LOSS else Leg.TAKE_PROFIT
