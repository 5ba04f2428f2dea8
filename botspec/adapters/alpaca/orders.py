"""Orders to JSON and back: exact decimals, and a reader that tolerates what it does not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypedDict, TypeVar

from botspec.domain.orders import (
    Changes,
    GroupRole,
    Order,
    OrderClass,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    StopLoss,
    TimeInForce,
)

Raw = Mapping[str, object]
Note = Callable[[str], None]
EnumT = TypeVar("EnumT", bound=StrEnum)
PRICES = ("notional", "limit_price", "stop_price", "trail_price", "trail_percent")
_DIGITS = 20  # before or behind the point: beyond that, sums and products lose digits or overflow
EXACT = ("client_order_id", "symbol", "side", "type", "time_in_force", "order_class", "extended_hours", *PRICES)


class Malformed(Exception):
    """A body that lacks what nothing can stand in for."""


def wire(request: OrderRequest) -> dict[str, object]:
    """The body of POST /orders: decimals as the digits that were journalled. Raises ValueError on a non-number."""
    body: dict[str, object] = {
        "symbol": request.symbol,
        "side": request.side.value,
        "type": request.type.value,
        "time_in_force": request.time_in_force.value,
        "order_class": request.order_class.value,
        "extended_hours": request.extended_hours,
        "client_order_id": request.client_order_id,
    }
    if request.notional is None:
        body["qty"] = digits(request.quantity)
    prices = {name: value for name in PRICES if (value := getattr(request, name)) is not None}
    if request.order_class is OrderClass.OCO:
        prices.pop("limit_price", None)  # sent as its take-profit
    return {**body, **{name: digits(value) for name, value in prices.items()}, **_legs_wire(request)}


def wire_changes(changes: Changes, client_order_id: str) -> dict[str, object]:
    """The body of PATCH /orders/{id}: only what changes. Raises ValueError on a non-number."""
    names = {"quantity": "qty", "limit_price": "limit_price", "stop_price": "stop_price", "trail": "trail"}
    given = {key: getattr(changes, name) for name, key in names.items()}
    body: dict[str, object] = {key: digits(value) for key, value in given.items() if value is not None}
    if changes.time_in_force is not None:
        body["time_in_force"] = changes.time_in_force.value
    return {**body, "client_order_id": client_order_id}


def _legs_wire(request: OrderRequest) -> dict[str, object]:
    body: dict[str, object] = {}
    oco = request.order_class is OrderClass.OCO
    profit, loss = request.limit_price if oco else request.take_profit, request.stop_loss
    if profit is not None:
        body["take_profit"] = {"limit_price": digits(profit)}
    if loss is not None:
        prices = {"stop_price": loss.stop_price, "limit_price": loss.limit_price}
        body["stop_loss"] = {name: digits(price) for name, price in prices.items() if price is not None}
    return body


def digits(value: Decimal) -> str:
    """A positive decimal without exponent."""
    if not value.is_finite() or value <= 0:
        raise ValueError("an order needs positive, finite numbers")
    return format(value, "f")


def read_order(raw: object, note: Note) -> Order:
    """An order of Alpaca's JSON. Unknown words become the state that keeps it live, with a note. Raises Malformed."""
    body = mapping(raw)
    name = text(body, "client_order_id")
    submitted_at = time_of(body, "submitted_at") or time_of(body, "created_at") or time_of(body, "updated_at")
    if submitted_at is None:
        raise Malformed("an order without any time")
    filled_quantity, filled_average_price = number(body, "filled_qty"), optional_number(body, "filled_avg_price")
    if filled_quantity < 0 or (filled_quantity > 0 and not (filled_average_price or 0) > 0):
        raise Malformed("a fill without its price")
    return Order(
        id=text(body, "id"),
        request=_request(body, name, note),
        status=_word(OrderStatus, text(body, "status"), OrderStatus.UNRECOGNISED, name, note),
        filled_quantity=filled_quantity,
        filled_average_price=filled_average_price,
        submitted_at=submitted_at,
        updated_at=time_of(body, "updated_at") or submitted_at,
        filled_at=time_of(body, "filled_at"),
        replaces=_optional_text(body, "replaces"),
        replaced_by=_optional_text(body, "replaced_by"),
        group_id=_optional_text(body, "group_id"),
        group_role=_role(body),
        legs=tuple(text(leg, "client_order_id") for leg in _legs(body)),
    )


def differences(sent: OrderRequest, found: OrderRequest) -> str:
    """Names of the fields in which two orders differ; empty when they are the same order."""
    fields = EXACT if sent.notional is not None else ("quantity", *EXACT)
    return ", ".join(name for name in fields if getattr(sent, name) != getattr(found, name))


def _request(body: Raw, name: str, note: Note) -> OrderRequest:
    side = text(body, "side")
    if not side.startswith(("buy", "sell")):
        raise Malformed("an order whose side is neither buy nor sell")
    kind = _word(
        OrderType, _optional_text(body, "type") or text(body, "order_type"), OrderType.UNRECOGNISED, name, note
    )
    notional = optional_number(body, "notional")
    prices = {price: optional_number(body, price) for price in PRICES}
    if kind is OrderType.TRAILING_STOP:
        prices["stop_price"] = None  # where its mark stands, not what was asked
    return OrderRequest(
        client_order_id=name,
        symbol=text(body, "symbol"),
        side=Side.BUY if side.startswith("buy") else Side.SELL,
        type=kind,
        time_in_force=_word(TimeInForce, text(body, "time_in_force"), TimeInForce.GTC, name, note),
        quantity=number(body, "qty") if notional is None else Decimal(0),
        extended_hours=body.get("extended_hours") is True,
        order_class=_order_class(body, name, note),
        **prices,
        **_exits(body),
    )


class _Exits(TypedDict):
    take_profit: Decimal | None
    stop_loss: StopLoss | None


def _exits(body: Raw) -> _Exits:
    """The prices of the legs; unknown where the body does not bring them."""
    exits = _Exits(take_profit=None, stop_loss=None)
    for leg in _legs(body):
        if optional_number(leg, "stop_price") is not None:
            exits["stop_loss"] = StopLoss(number(leg, "stop_price"), optional_number(leg, "limit_price"))
        elif str(body.get("order_class")) != OrderClass.OCO:
            exits["take_profit"] = optional_number(leg, "limit_price")
    return exits


def _legs(body: Raw) -> list[Raw]:
    return [mapping(leg) for leg in sequence(body.get("legs") or [])]


def _order_class(body: Raw, name: str, note: Note) -> OrderClass:
    return _word(OrderClass, _optional_text(body, "order_class") or "simple", OrderClass.UNRECOGNISED, name, note)


def _role(body: Raw) -> GroupRole | None:
    told = body.get("group_role")
    return GroupRole(told) if isinstance(told, str) and told in set(GroupRole) else None


def mapping(raw: object) -> Raw:
    """`raw` as a JSON object. Raises Malformed."""
    if not isinstance(raw, Mapping):
        raise Malformed("something that is no JSON object")
    return raw


def sequence(raw: object) -> list[object]:
    """`raw` as a JSON array. Raises Malformed."""
    if not isinstance(raw, list):
        raise Malformed("something that is no JSON array")
    return raw


def text(body: Raw, key: str) -> str:
    """A text that must be there. Raises Malformed."""
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise Malformed(f"no {key}")
    return value


def number(body: Raw, key: str) -> Decimal:
    """A finite number that must be there, as text or JSON number. Raises Malformed."""
    value = optional_number(body, key)
    if value is None:
        raise Malformed(f"no {key}")
    return value


def optional_number(body: Raw, key: str) -> Decimal | None:
    """A finite number of a sane size, None when absent. Raises Malformed."""
    raw = body.get(key)
    if raw is None:
        return None
    try:
        value = Decimal("x" if isinstance(raw, bool) else str(raw))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or (value and abs(value.adjusted()) > _DIGITS):
        raise Malformed(f"a {key} that is no number")
    return value


def time_of(body: Raw, key: str) -> datetime | None:
    """An RFC 3339 time as aware UTC (whole microseconds), None when absent. Raises Malformed."""
    raw = body.get(key)
    if raw is None:
        return None
    try:
        at = datetime.fromisoformat(str(raw))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Malformed(f"a {key} that is no time")
    return at.astimezone(UTC)


def _optional_text(body: Raw, key: str) -> str | None:
    value = body.get(key)
    return value if isinstance(value, str) and value else None


def _word(kind: type[EnumT], word: str, otherwise: EnumT, name: str, note: Note) -> EnumT:
    try:
        return kind(word)
    except ValueError:
        note(f"order {name}: {kind.__name__} {word!r} is not known to this version; treated as {otherwise.value}")
        return otherwise
