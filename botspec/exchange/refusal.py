"""An order or request turned down, with the status, code and body Alpaca sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

FORBIDDEN = 40310000
NOT_FOUND = 40410000
INVALID = 40010001
UNPROCESSABLE = 42210000


class Refusal(Exception):
    """Nothing changed. `extra` holds the fields Alpaca adds beside `code` and `message`."""

    def __init__(self, http_status: int, code: int, message: str, extra: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.code = code
        self.message = message
        self.extra = dict(extra or {})

    def body(self) -> dict[str, object]:
        """The JSON object Alpaca answers with."""
        return {"code": self.code, "message": self.message, **self.extra}


def invalid(message: str) -> Refusal:
    """The request itself is malformed."""
    return Refusal(422, INVALID, message)


def unprocessable(message: str, extra: Mapping[str, object] | None = None) -> Refusal:
    """Well formed, but against a rule."""
    return Refusal(422, UNPROCESSABLE, message, extra)


def forbidden(message: str, extra: Mapping[str, object] | None = None) -> Refusal:
    """The account may not do this now."""
    return Refusal(403, FORBIDDEN, message, extra)


def not_found(message: str) -> Refusal:
    """No such order, position or asset."""
    return Refusal(404, NOT_FOUND, message)


def text(value: Decimal) -> str:
    """Digits without an exponent or needless zeros, as Alpaca writes quantities and prices."""
    shown = format(value, "f")
    return (shown.rstrip("0").rstrip(".") or "0") if "." in shown else shown


def insufficient_buying_power(buying_power: Decimal, cost: Decimal) -> Refusal:
    """A buy that costs more than the account may spend."""
    return forbidden("insufficient buying power", {"buying_power": text(buying_power), "cost_basis": text(cost)})


def insufficient_quantity(
    symbol: str, requested: Decimal, held: Decimal, reserved: Decimal, orders: Iterable[str]
) -> Refusal:
    """A sell of more than is held and free."""
    free = text(held - reserved)
    return forbidden(
        f"insufficient qty available for order (requested: {text(requested)}, available: {free})",
        {
            "available": free,
            "existing_qty": text(held),
            "held_for_orders": text(reserved),
            "related_orders": list(orders),
            "symbol": symbol,
        },
    )


def insufficient_balance(symbol: str, requested: Decimal, available: Decimal) -> Refusal:
    """A sell of more coins than are held and free."""
    coin = symbol.split("/", 1)[0]
    told = f"(requested: {text(requested)}, available: {text(available)})"
    return forbidden(f"insufficient balance for {coin} {told}")


def wash_trade(existing_order_id: str, *, market: bool) -> Refusal:
    """An own order on the other side could trade with this one."""
    kind = "market/stop" if market else "limit"
    return forbidden(
        "potential wash trade detected. use complex orders",
        {"existing_order_id": existing_order_id, "reject_reason": f"opposite side {kind} order exists"},
    )
