"""Which assets are not like all others: what Alpaca's asset flags refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botspec.domain.orders import OrderRequest, Side
from botspec.exchange.legality import fractional
from botspec.exchange.refusal import forbidden, invalid, unprocessable

UNTRADABLE, INACTIVE, NO_SHORT, WHOLE, LIQUIDATION = "untradable", "inactive", "no_short", "whole_shares", "liquidation"
FLAGS = (UNTRADABLE, INACTIVE, NO_SHORT, WHOLE, LIQUIDATION)


@dataclass(frozen=True, slots=True)
class Listings:
    """Flags by symbol; a symbol without any is tradable, shortable and comes in fractions."""

    flags: Mapping[str, frozenset[str]]

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
    """From `{"TXN": "no_short whole_shares"}`. Raises ValueError for an unknown flag."""
    flags = {symbol: frozenset(words.split()) for symbol, words in told.items()}
    for symbol, words in flags.items():
        if not words <= set(FLAGS):
            raise ValueError(f"{symbol}: flags are {', '.join(FLAGS)}")
    return Listings(flags)
