"""An order as a client writes it, turned into one the exchange takes. What is not available is refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from botspec.domain.orders import OrderClass, OrderRequest, OrderType, Side, StopLoss, TimeInForce
from botspec.exchange.refusal import invalid, unprocessable
from botspec.simulator.asking import decimal, text

PRICES = ("stop_price", "trail_price", "trail_percent", "notional")
INTENTS = frozenset({"buy_to_open", "buy_to_close", "sell_to_open", "sell_to_close"})
Word = TypeVar("Word", bound=StrEnum)


def order_request(body: Mapping[str, Any], client_order_id: str) -> OrderRequest:
    """Read a POST body; `client_order_id` is used when it names none. Raises Refusal."""
    symbol = text("symbol", body.get("symbol"))
    if symbol is None:
        raise invalid("symbol is required")
    order_class = _order_class(body)
    profit, loss = _take_profit(body), _stop_loss(body)
    limit = decimal("limit_price", body.get("limit_price"))
    if order_class is OrderClass.OCO:
        limit, profit = _exit_limit(limit, profit), None
    quantity = _quantity(body)
    prices = {name: decimal(name, body.get(name)) for name in PRICES}
    return OrderRequest(
        client_order_id=text("client_order_id", body.get("client_order_id")) or client_order_id,
        symbol=symbol,
        side=word(Side, "side", body.get("side")),
        type=word(OrderType, "type", body.get("type")),
        time_in_force=word(TimeInForce, "time_in_force", body.get("time_in_force")),
        quantity=quantity,
        limit_price=limit,
        extended_hours=_flag(body.get("extended_hours")),
        order_class=order_class,
        take_profit=profit,
        stop_loss=loss,
        **prices,
    )


def word(kind: type[Word], name: str, value: object) -> Word:
    """One of Alpaca's words. Raises Refusal."""
    if value == "unrecognised":  # a word of ours, not of Alpaca's
        raise invalid(f"invalid {name}")
    try:
        return kind(str(value))
    except ValueError:
        raise invalid(f"invalid {name}") from None


def check_intent(body: Mapping[str, Any], inferred: str) -> None:
    """A `position_intent` that was sent must be what the order is. Raises Refusal."""
    given = text("position_intent", body.get("position_intent"))
    if given is None or given == inferred:
        return
    if given not in INTENTS:
        raise invalid("invalid position_intent")
    raise unprocessable(f"position intent mismatch, inferred: {inferred}, specified: {given}")


def _quantity(body: Mapping[str, Any]) -> Decimal:
    quantity, notional = decimal("qty", body.get("qty")), decimal("notional", body.get("notional"))
    if quantity is not None and notional is not None:
        raise invalid("only one of qty or notional is accepted")
    if quantity is None and notional is None:
        raise invalid("qty or notional is required")
    return quantity if quantity is not None else Decimal(0)


def _order_class(body: Mapping[str, Any]) -> OrderClass:
    given = body.get("order_class") or "simple"
    if given == "mleg" or body.get("legs"):
        raise unprocessable("mleg orders are not available in this simulator")
    return word(OrderClass, "order_class", given)


def _take_profit(body: Mapping[str, Any]) -> Decimal | None:
    return decimal("take_profit.limit_price", _part(body, "take_profit").get("limit_price"))


def _stop_loss(body: Mapping[str, Any]) -> StopLoss | None:
    part = _part(body, "stop_loss")
    stop = decimal("stop_loss.stop_price", part.get("stop_price"))
    limit = decimal("stop_loss.limit_price", part.get("limit_price"))
    if stop is None and limit is not None:
        raise unprocessable("stop_loss.limit_price requires stop_loss.stop_price")
    return None if stop is None else StopLoss(stop, limit)


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = body.get(name)
    if part is None or part == "":
        return {}
    if not isinstance(part, Mapping):
        raise invalid(f"invalid {name}")
    return part


def _exit_limit(limit: Decimal | None, profit: Decimal | None) -> Decimal:
    if profit is None:
        raise unprocessable("oco orders require take_profit.limit_price")
    if limit is not None and limit != profit:
        raise unprocessable("limit_price and take_profit.limit_price of an oco order are the same price")
    return profit


def _flag(value: object) -> bool:
    if value is None or value == "":
        return False
    if not isinstance(value, bool):
        raise invalid("invalid extended_hours")
    return value
