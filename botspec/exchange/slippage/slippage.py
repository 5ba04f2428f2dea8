"""What a slippage model is."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from botspec.domain.orders import Side


class Slippage(Protocol):
    """How much worse than the published price a market order fills."""

    @property
    def bps(self) -> Decimal:
        """Basis points, 0 for none: what a simulator in another process is told."""
        ...

    @property
    def impact(self) -> Decimal:
        """By how much of itself the price moves for an order as large as the whole bar, 0 for none."""
        ...

    def worsened(self, price: Decimal, side: Side, share: Decimal) -> Decimal:
        """Price of the fill: never better than `price` for that side, always above zero.

        `share` is what the order takes of the bar's volume, at most 1.
        """
        ...
