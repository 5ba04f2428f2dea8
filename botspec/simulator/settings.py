"""What an account holder may set at Alpaca, and what each setting refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from botspec.domain.orders import OrderRequest
from botspec.exchange.legality import fractional, is_crypto
from botspec.exchange.refusal import forbidden, invalid

MULTIPLIERS = ("1", "2", "4")
EMAILS = ("all", "none")
HIGHEST_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """Named as Alpaca names them."""

    max_margin_multiplier: str = "2"
    no_shorting: bool = False
    suspend_trade: bool = False
    fractional_trading: bool = True
    disable_overnight_trading: bool = True
    max_options_trading_level: int = 0
    ptp_no_exception_entry: bool = False
    trade_confirm_email: str = "none"

    def json(self) -> dict[str, Any]:
        """As Alpaca sends them."""
        return asdict(self)

    def changed(self, body: Mapping[str, Any]) -> Settings:
        """With what a body names; other keys are passed over. Raises Refusal."""
        given = {known.name: body[known.name] for known in fields(Settings) if body.get(known.name) is not None}
        if "max_options_trading_level" in given:
            given["max_options_trading_level"] = _level(given["max_options_trading_level"])
        for name, value in given.items():
            if not _fits(name, value, getattr(self, name)):
                raise invalid(f"invalid {name}")
        return replace(self, **given)

    def check(self, request: OrderRequest) -> None:
        """Raise the Refusal of an order that the account holder ruled out."""
        if self.suspend_trade:
            raise forbidden("new orders are rejected by user request")
        if not self.fractional_trading and not is_crypto(request.symbol) and fractional(request):
            raise forbidden("fractional trading is disabled for this account")


def _fits(name: str, value: object, known: object) -> bool:
    if isinstance(known, bool):
        return isinstance(value, bool)
    words = {"max_margin_multiplier": MULTIPLIERS, "trade_confirm_email": EMAILS}.get(name)
    return words is None or value in words


def _level(value: object) -> int:
    level = str(value)
    if level.isdecimal() and int(level) <= HIGHEST_LEVEL:
        return int(level)
    raise invalid("invalid max_options_trading_level")
