"""What Alpaca keeps of a crypto trade, in kind: a share of what is received (coins of a buy, USD of a sell).

Source: Alpaca's fee schedule for crypto, tier 1 (30-day volume below 100,000 USD), as of 2026-11.
"""

from __future__ import annotations

from decimal import Decimal

TAKER = Decimal("0.0025")
MAKER = Decimal("0.0015")


def share_kept(*, maker: bool) -> Decimal:
    """The fee as a part of what is received: lower for an order that rested."""
    return MAKER if maker else TAKER
