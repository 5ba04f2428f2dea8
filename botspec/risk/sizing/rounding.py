"""How sizing rounds: toward zero, to whole shares or, where parts are allowed, to 0.000000001 of a share."""

from __future__ import annotations

from decimal import Decimal

NOTHING = Decimal(0)
NANO = Decimal("1e-9")
"""The smallest part of a share that Alpaca takes."""


def shares(notional: Decimal, price: Decimal, *, fractional: bool = False) -> Decimal:
    """Shares that `notional` USD buy at `price`; 0 for anything that is not a positive number."""
    if not (price.is_finite() and notional.is_finite() and price > 0 and notional > 0):
        return NOTHING
    # exact, where a division could round up to the next share
    return notional // (price * NANO) * NANO if fractional else notional // price
