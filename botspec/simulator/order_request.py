"""An order as a client writes it, turned into one the exchange takes. What is not available is refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.exchange.refusal import Refusal, invalid, unprocessable
from botspec.simulator.asking import decimal, text

ELSEWHERE = frozenset({"stop", "stop_limit", "trailing_stop"})
CLASSES_ELSEWHERE = frozenset({"bracket", "oco", "oto", "mleg"})
PRICES = ("stop_price", "trail_price", "trail_percent")
Word = TypeVar("Word", bound=StrEnum)


def order_request(body: Mapping[str, Any], client_order_id: str) -> OrderRequest:
    """Read a POST body; `client_order_id` is used when it names none. Raises Refusal."""
    _refuse_what_is_not_here(body)
    symbol = text("symbol", body.get("symbol"))
    if symbol is None:
        raise invalid("symbol is required")
    return OrderRequest(
        client_order_id=text("client_order_id", body.get("client_order_id")) or client_order_id,
        symbol=symbol,
        side=word(Side, "side", body.get("side")),
        type=word(OrderType, "type", body.get("type")),
        time_in_force=word(TimeInForce, "time_in_force", body.get("time_in_force")),
        quantity=_quantity(body),
        limit_price=decimal("limit_price", body.get("limit_price")),
    )


def word(kind: type[Word], name: str, value: object) -> Word:
    """One of Alpaca's words. Raises Refusal."""
    try:
        return kind(str(value))
    except ValueError:
        raise invalid(f"invalid {name}") from None


def _quantity(body: Mapping[str, Any]) -> Decimal:
    quantity, notional = decimal("qty", body.get("qty")), decimal("notional", body.get("notional"))
    if quantity is not None and notional is not None:
        raise invalid("only one of qty or notional is accepted")
    if notional is not None:
        raise unprocessable("notional orders are not available in this simulator: send a qty")
    if quantity is None:
        raise invalid("qty or notional is required")
    return quantity


def _refuse_what_is_not_here(body: Mapping[str, Any]) -> None:
    problem = _class_problem(body) or _type_problem(body) or _hours_problem(body)
    if problem is not None:
        raise problem


def _class_problem(body: Mapping[str, Any]) -> Refusal | None:
    given = body.get("order_class") or "simple"
    if given in CLASSES_ELSEWHERE or body.get("take_profit") or body.get("stop_loss") or body.get("legs"):
        return unprocessable("bracket, oco, oto and mleg orders are not available in this simulator")
    return None if given == "simple" else invalid("invalid order_class")


def _type_problem(body: Mapping[str, Any]) -> Refusal | None:
    if body.get("type") in ELSEWHERE:
        return unprocessable(f"{body['type']} orders are not available in this simulator")
    if any(body.get(name) for name in PRICES):
        return invalid("market and limit orders take no stop or trail price")
    return None


def _hours_problem(body: Mapping[str, Any]) -> Refusal | None:
    if not body.get("extended_hours"):
        return None
    if body.get("type") != OrderType.LIMIT:
        return unprocessable("extended hours order must be DAY or GTC limit orders")
    return unprocessable("extended hours are not available in this simulator")
