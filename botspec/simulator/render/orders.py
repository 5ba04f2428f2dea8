"""An order as Alpaca sends it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from botspec.domain.orders import GroupRole, Order, OrderClass, OrderStatus, OrderType, TimeInForce
from botspec.exchange.exchange import Exchange
from botspec.exchange.legality import GTC_LIFE, is_crypto
from botspec.exchange.prices import exact
from botspec.exchange.trailing import stop_from
from botspec.market.calendar import OutsideCalendar, next_session, session_on
from botspec.simulator.identity import asset_id
from botspec.simulator.render.money import text, text_or_none
from botspec.simulator.render.times import stamp, stamp_or_none

NEW_YORK = ZoneInfo("America/New_York")
GTC_ENDS = time(16, 15)


def is_root(order: Order) -> bool:
    """True for an order that is no leg of another."""
    oco = order.request.order_class is OrderClass.OCO and order.group_role is GroupRole.TAKE_PROFIT
    return order.group_role in {None, GroupRole.ENTRY} or oco


def legs_of(exchange: Exchange, order: Order) -> list[Order]:
    """Its legs as they are now: of a replaced one what took its place."""
    found = []
    for name in order.legs:
        leg = exchange.by_client_order_id(name)
        while leg is not None and leg.replaced_by is not None:
            leg = exchange.order(leg.replaced_by)
        if leg is not None:
            found.append(leg)
    return found


def sent_json(exchange: Exchange, order: Order, *, pending: bool = False) -> dict[str, Any]:
    """The answer to a POST: the order and its legs as they were before any fill, and even before it was `new`."""
    if pending:
        order = as_pending(order)
    legs = [order_json(exchange, _as_sent(leg, order)) for leg in legs_of(exchange, order)]
    return {**order_json(exchange, order), "legs": legs or None}


def as_pending(order: Order) -> Order:
    """Alpaca has it, the market not yet; outside the session it is `accepted` instead."""
    return replace(order, status=OrderStatus.PENDING_NEW) if order.status is OrderStatus.NEW else order


def _as_sent(leg: Order, root: Order) -> Order:
    return replace(
        leg,
        request=replace(leg.request, quantity=root.request.quantity),
        status=OrderStatus.HELD,
        filled_quantity=Decimal(0),
        filled_average_price=None,
        updated_at=leg.submitted_at,
        filled_at=None,
    )


def order_json(exchange: Exchange, order: Order, *, nested: bool = False) -> dict[str, Any]:
    """All fields; the numbers are strings. `nested` brings the legs."""
    legs = [order_json(exchange, leg) for leg in legs_of(exchange, order)] if nested else []
    return {**_life(order), **_asked(exchange, order), "legs": legs or None, **_group(order), **_expiry(order)}


def _life(order: Order) -> dict[str, Any]:
    updated = stamp(order.updated_at)
    return {
        "id": order.id,
        "client_order_id": order.request.client_order_id,
        "created_at": stamp(order.submitted_at),
        "updated_at": updated,
        "submitted_at": stamp(order.submitted_at),
        "filled_at": stamp_or_none(order.filled_at),
        "expired_at": updated if order.status is OrderStatus.EXPIRED else None,
        "canceled_at": updated if order.status is OrderStatus.CANCELED else None,
        "failed_at": updated if order.status is OrderStatus.REJECTED else None,
        "replaced_at": updated if order.status is OrderStatus.REPLACED else None,
        "replaced_by": order.replaced_by,
        "replaces": order.replaces,
        "filled_qty": text(order.filled_quantity),
        "filled_avg_price": text_or_none(order.filled_average_price),
        "status": order.status,
    }


def _asked(exchange: Exchange, order: Order) -> dict[str, Any]:
    request = order.request
    simple = request.order_class is OrderClass.SIMPLE
    return {
        "asset_id": asset_id(request.symbol),
        "symbol": request.symbol,
        "asset_class": "crypto" if is_crypto(request.symbol) else "us_equity",
        "notional": text_or_none(request.notional),
        "qty": text_or_none(_quantity(order)),
        "order_class": "" if simple else request.order_class,
        "order_type": request.type,
        "type": request.type,
        "side": request.side,
        "position_intent": f"{request.side}_to_{'open' if exchange.opens(order.id) else 'close'}",
        "time_in_force": request.time_in_force,
        "limit_price": text_or_none(request.limit_price),
        "extended_hours": request.extended_hours,
        "trail_percent": text_or_none(request.trail_percent),
        "trail_price": text_or_none(request.trail_price),
        "subtag": None,
        "source": None,
        **_stop(exchange, order),
    }


def _quantity(order: Order) -> Decimal | None:
    """Of an order in USD nothing is known before it is filled."""
    if order.request.notional is None:
        return order.request.quantity
    return order.filled_quantity if order.status is OrderStatus.FILLED else None


def _stop(exchange: Exchange, order: Order) -> dict[str, str | None]:
    """A trailing stop's own price moves with its mark."""
    request = order.request
    mark = exchange.high_water_mark(order.id)
    if request.type is not OrderType.TRAILING_STOP or mark is None or math.isnan(mark):
        return {"stop_price": text_or_none(request.stop_price), "hwm": None}
    return {"stop_price": text(stop_from(request, mark)), "hwm": text(exact(mark))}


def _group(order: Order) -> dict[str, str]:
    if order.group_id is None or order.group_role is None:
        return {}
    return {"group_id": order.group_id, "group_role": order.group_role}


def _expiry(order: Order) -> dict[str, str]:
    try:
        return {"expires_at": stamp(_expires_at(order))}
    except OutsideCalendar:
        return {}


def _expires_at(order: Order) -> datetime:
    """The end of its session; for GTC, a quarter past four after ninety days."""
    at = order.submitted_at
    if order.request.time_in_force is TimeInForce.GTC:
        return datetime.combine((at + GTC_LIFE).astimezone(NEW_YORK).date(), GTC_ENDS, NEW_YORK)
    today = session_on(at.astimezone(NEW_YORK).date())
    return today.closes_at if today is not None and at < today.closes_at else next_session(at).closes_at
