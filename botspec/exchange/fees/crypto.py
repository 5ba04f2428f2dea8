"""What Alpaca keeps of a crypto trade, in kind: a share of what is received (coins of a buy, USD of a sell).

Source: the first tier of Alpaca's fee schedule for crypto, as read in November 2026; tiers of larger volume pay less.
"""

from __future__ import annotations

from decimal import Decimal

TAKER = Decimal("0.0025")
MAKER = Decimal("0.0015")


def share_kept(*, maker: bool) -> Decimal:
    """The fee as a part of what is received: lower for an order that rested."""
    return MAKER if maker else TAKER
