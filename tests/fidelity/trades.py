"""What a back-test is compared by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CASH = 100_000
PART = 0.1


@dataclass(frozen=True, slots=True, order=True)
class Traded:
    """Shares that changed hands: bought, or sold when negative. Price in USD."""

    on: date
    symbol: str
    shares: int
    price: Decimal

    def __str__(self) -> str:
        side = "bought" if self.shares > 0 else "sold"
        return f"{self.on} {side} {abs(self.shares)} {self.symbol} at {self.price:.2f}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that was traded, by day, symbol and number, and the equity at the last close, USD to the cent."""

    traded: tuple[Traded, ...]
    final_equity: Decimal

    @property
    def opened(self) -> int:
        """How often something was held anew, long or short."""
        held: dict[str, int] = {}
        opened = 0
        for each in self.traded:
            before = held.get(each.symbol, 0)
            opened += before == 0
            held[each.symbol] = before + each.shares
        return opened


def outcome(traded: Iterable[Traded], equity: float | Decimal) -> Outcome:
    """In the order in which outcomes are compared: what one symbol did on a day, as it did it."""
    return Outcome(tuple(sorted(traded, key=lambda each: (each.on, each.symbol))), cents(equity))


def price(value: float | Decimal) -> Decimal:
    """USD to a hundredth of a cent, as the bars are written."""
    return Decimal(repr(value) if isinstance(value, float) else value).quantize(Decimal("0.0001"))


def cents(value: float | Decimal) -> Decimal:
    """USD to the cent."""
    return Decimal(repr(value) if isinstance(value, float) else value).quantize(Decimal("0.01"))
