"""What a back-test is compared by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CASH = 100_000
PART = 0.1


@dataclass(frozen=True, slots=True)
class Trade:
    """Shares bought and sold; `left_on` is None while they are held at the end. Prices in USD."""

    entered_on: date
    quantity: int
    entry_price: Decimal
    left_on: date | None
    exit_price: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All trades in order of entry and the equity at the last close, USD to the cent."""

    trades: tuple[Trade, ...]
    final_equity: Decimal


def price(value: float | Decimal) -> Decimal:
    """USD to a hundredth of a cent, as the bars are written."""
    return Decimal(repr(value) if isinstance(value, float) else value).quantize(Decimal("0.0001"))


def cents(value: float | Decimal) -> Decimal:
    """USD to the cent."""
    return Decimal(repr(value) if isinstance(value, float) else value).quantize(Decimal("0.01"))
