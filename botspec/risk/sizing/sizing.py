"""What every sizing rule offers."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Protocol


class Sizing(Protocol):
    """Turns equity and a price into a quantity; rounds toward zero, so it never asks for more than it may."""

    kind: ClassVar[str]

    def quantity(self, equity: Decimal, price: Decimal) -> Decimal:
        """Whole shares to buy at `price` USD with `equity` USD; 0 when that is less than one share."""
        ...
