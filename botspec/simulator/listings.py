"""Which assets are not like all others: what Alpaca's asset flags refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from botspec.domain.assets import Steps
from botspec.domain.orders import OrderRequest, Side
from botspec.exchange.legality import fractional, is_crypto
from botspec.exchange.refusal import forbidden, invalid, unprocessable

UNTRADABLE, INACTIVE, NO_SHORT, WHOLE, LIQUIDATION = "untradable", "inactive", "no_short", "whole_shares", "liquidation"
STEPS = "steps:"
FLAGS = (UNTRADABLE, INACTIVE, NO_SHORT, WHOLE, LIQUIDATION)


@dataclass(frozen=True, slots=True)
class Listings:
    """Flags by symbol; a symbol without any is tradable, shortable and comes in fractions."""

    flags: Mapping[str, frozenset[str]]
    steps: Mapping[str, Steps] = field(default_factory=dict)

    def has(self, symbol: str, flag: str) -> bool:
        """True for a symbol that is so."""
        return flag in self.flags.get(symbol, ())

    def check(self, request: OrderRequest, *, opens: bool) -> None:
        """Raise the Refusal of an order that its asset does not allow."""
        symbol = request.symbol
        if self.has(symbol, INACTIVE):
            raise invalid(f"asset {symbol} is not active")
        if self.has(symbol, UNTRADABLE):
            raise unprocessable(f'asset "{symbol}" is not tradable')
        if self.has(symbol, WHOLE) and fractional(request):
            raise forbidden(f'asset "{symbol}" is not fractionable')
        if opens and request.side is Side.SELL and self.has(symbol, NO_SHORT):
            raise unprocessable(f'asset "{symbol}" cannot be sold short')
        if opens and self.has(symbol, LIQUIDATION):
            raise forbidden(f"asset {symbol} is restricted to liquidation only")


def listings(told: Mapping[str, str]) -> Listings:
    """From `{"TXN": "no_short whole_shares", "BTC/USD": "steps:0.0001:0.0001:1"}`.

    Steps are a coin's min_order_size, min_trade_increment and price_increment. Raises ValueError for any other word.
    """
    flags = {symbol: frozenset(words.split()) for symbol, words in told.items()}
    steps = {symbol: _steps(symbol, word) for symbol, words in flags.items() for word in words if _are_steps(word)}
    for symbol, words in flags.items():
        if not {word for word in words if not _are_steps(word)} <= set(FLAGS):
            raise ValueError(f"{symbol}: flags are {', '.join(FLAGS)}")
    return Listings(flags, steps)


def told_steps(steps: Steps) -> str:
    """As `listings` reads it."""
    return f"{STEPS}{steps.least:f}:{steps.quantity:f}:{steps.price:f}"


def _are_steps(word: str) -> bool:
    return word.startswith(STEPS)


def _steps(symbol: str, word: str) -> Steps:
    try:
        least, quantity, price = (Decimal(part) for part in word.removeprefix(STEPS).split(":"))
    except (ValueError, InvalidOperation):
        raise ValueError(f"{symbol}: write steps:0.0001:0.0001:1") from None
    if not (is_crypto(symbol) and all(part.is_finite() and part > 0 for part in (least, quantity, price))):
        raise ValueError(f"{symbol}: steps are above zero, and of coins")
    return Steps(least, quantity, price)
