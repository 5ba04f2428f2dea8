"""What a broker says of a symbol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from botspec.domain.orders import Side

NANO = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Steps:
    """What orders for a coin are made of: at least `least` coins, multiples of `quantity`, prices of `price` USD."""

    least: Decimal = NANO
    quantity: Decimal = NANO
    price: Decimal = NANO

    def coins(self, quantity: Decimal) -> Decimal:
        """Rounded toward zero; 0 for fewer than may be ordered."""
        whole = abs(quantity) // self.quantity * self.quantity
        return whole.copy_sign(quantity) if whole >= self.least else Decimal(0)

    def priced(self, price: Decimal, side: Side) -> Decimal:
        """Away from the market: down for a buy, up for a sell."""
        rounding = ROUND_FLOOR if side is Side.BUY else ROUND_CEILING
        return (price / self.price).to_integral_value(rounding=rounding) * self.price

    def __str__(self) -> str:
        return f"at least {self.least:f}, in steps of {self.quantity:f}, priced in steps of {self.price:f} USD"


ANY_COINS = Steps()
"""Where nothing else is told: nine digits of everything."""


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """Whether it may be traded at all, in parts of shares, and sold short; `steps` are those of a coin's orders."""

    symbol: str
    tradable: bool
    fractionable: bool
    shortable: bool
    easy_to_borrow: bool = False
    steps: Steps | None = None


def facts_of(steps: Mapping[str, Steps], symbols: Sequence[str]) -> tuple[AssetFacts, ...]:
    """Of an exchange that trades everything, coins in these steps."""
    every = ((symbol, steps.get(symbol)) for symbol in symbols)
    return tuple(
        AssetFacts(symbol, tradable=True, fractionable=True, shortable=True, steps=own) for symbol, own in every
    )
