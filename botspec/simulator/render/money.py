"""Numbers of the trading API: exact, as strings."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from botspec.exchange.refusal import text

CENT = Decimal("0.01")
FINE = Decimal("1e-10")

__all__ = ["cents", "fine", "text", "text_or_none"]


def cents(amount: Decimal) -> str:
    """USD to the cent."""
    return text(amount.quantize(CENT, ROUND_HALF_EVEN))


def fine(value: Decimal) -> str:
    """Averages and ratios, to ten decimals."""
    return text(value.quantize(FINE, ROUND_HALF_EVEN))


def text_or_none(value: Decimal | None) -> str | None:
    """Null for what is not there."""
    return None if value is None else text(value)
