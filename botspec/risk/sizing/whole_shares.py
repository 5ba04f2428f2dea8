"""How sizing rounds: whole shares, toward zero."""

from __future__ import annotations

from decimal import Decimal

NOTHING = Decimal(0)


def whole_shares(notional: Decimal, price: Decimal) -> Decimal:
    """Whole shares that `notional` USD buy at `price`; 0 for anything that is not a positive number."""
    if not (price.is_finite() and notional.is_finite() and price > 0 and notional > 0):
        return NOTHING
    return notional // price  # exact, where a division could round up to the next share
