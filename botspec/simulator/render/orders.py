"""An order as Alpaca sends it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from botspec.domain.orders import Order, OrderStatus, Side, TimeInForce
from botspec.exchange.legality import GTC_LIFE
from botspec.market.calendar import OutsideCalendar, next_session, session_on
from botspec.simulator.identity import asset_id
from botspec.simulator.render.money import text
from botspec.simulator.render.times import stamp, stamp_or_none

NEW_YORK = ZoneInfo("America/New_York")
GTC_ENDS = time(16, 15)


def order_json(order: Order) -> dict[str, Any]:
    """All fields of a simple order; the numbers are strings."""
    request = order.request
    updated = stamp(order.updated_at)
    limit = request.limit_price
    average = order.filled_average_price
    return {
        "id": order.id,
        "client_order_id": request.client_order_id,
        "created_at": stamp(order.submitted_at),
        "updated_at": updated,
        "submitted_at": stamp(order.submitted_at),
        "filled_at": stamp_or_none(order.filled_at),
        "expired_at": updated if order.status is OrderStatus.EXPIRED else None,
        "canceled_at": updated if order.status is OrderStatus.CANCELED else None,
        "failed_at": None,
        "replaced_at": updated if order.status is OrderStatus.REPLACED else None,
        "replaced_by": order.replaced_by,
        "replaces": order.replaces,
        "asset_id": asset_id(request.symbol),
        "symbol": request.symbol,
        "asset_class": "us_equity",
        "notional": None,
        "qty": text(request.quantity),
        "filled_qty": text(order.filled_quantity),
        "filled_avg_price": None if average is None else text(average),
        "order_class": "",
        "order_type": request.type,
        "type": request.type,
        "side": request.side,
        "position_intent": "buy_to_open" if request.side is Side.BUY else "sell_to_close",
        "time_in_force": request.time_in_force,
        "limit_price": None if limit is None else text(limit),
        "stop_price": None,
        "status": order.status,
        "extended_hours": False,
        "legs": None,
        "trail_percent": None,
        "trail_price": None,
        "hwm": None,
        "subtag": None,
        "source": None,
        **_expiry(order),
    }


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
