"""Orders that came with ours, or took the place of one: the broker names them, and they are the bot's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import chain

from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import GroupRole, Order, OrderRequest
from botspec.domain.rows import LegRow, NoteRow
from botspec.exchange.legality import STOPS
from botspec.run.desk import Desk
from botspec.run.state import State
from botspec.run.working import Working

REPLACED = "REPLACED"


def adopt(desk: Desk, order: Order, at: datetime) -> Working | None:
    """Take in an order that came with one of ours, or replaced one by somebody's hand; None when it did not."""
    client_order_id = order.request.client_order_id
    before = None if order.replaces is None else _at_broker(desk.state, order.replaces)
    if before is not None:
        return _take_place(desk, before, order, at)
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


def _at_broker(state: State, order_id: str) -> Working | None:
    every = chain(state.working.values(), state.ended.values(), state.past.values() if state.past is not None else ())
    return next((each for each in every if each.order is not None and each.order.id == order_id), None)


def _take_place(desk: Desk, before: Working, order: Order, at: datetime) -> Working | None:
    """What a person changed at the broker's own page: the same order to us, as it is now."""
    old, request = before.intent, order.request
    intent = replace(
        old,
        id=f"{old.id}-by-hand",
        created_at=order.submitted_at,
        reference_price=request.limit_price or request.stop_price or old.reference_price,
        request=request,
        replaces=old.request.client_order_id,
    )
    desk.record(LegRow(at, old.request.client_order_id, intent))
    desk.record(NoteRow(at, "warning", REPLACED, _changed(old.request, request)))
    return desk.state.order(request.client_order_id)


def _changed(old: OrderRequest, new: OrderRequest) -> str:
    names = ("quantity", "limit_price", "stop_price", "trail_price", "trail_percent", "time_in_force")
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in names]
    what = ", ".join(f"{name} {was} is {now}" for name, was, now in pairs if was != now) or "nothing that matters here"
    place = f"{new.client_order_id} is in the place of {old.client_order_id}"
    return f"{new.symbol}: an order was changed at the broker ({what}); {place}, and is this bot's"


def _leg(order: Order) -> Leg:
    if order.group_role is None:
        return Leg.STOP_LOSS if order.request.type in STOPS else Leg.TAKE_PROFIT
    return Leg.STOP_LOSS if order.group_role is GroupRole.STOP_LOSS else Leg.TAKE_PROFIT
