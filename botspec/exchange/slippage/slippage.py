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

    def worsened(self, price: Decimal, side: Side) -> Decimal:
        """Price of the fill: never better than `price` for that side, always above zero."""
        ...
