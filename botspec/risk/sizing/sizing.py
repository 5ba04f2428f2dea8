"""What every sizing rule offers."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from botspec.expressions import Rule


class Reads(StrEnum):
    """What a size hangs on beside equity and price."""

    NOTHING = "nothing"
    STOP = "stop"
    RULE = "rule"


class Sizing(Protocol):
    """Turns equity and a price into a quantity; rounds toward zero, so it never asks for more than it may.

    `reads` says where the risk of a share comes from: how far the stop is, or what `rule` comes to at the decision row.
    """

    kind: ClassVar[str]
    reads: ClassVar[Reads]

    @property
    def rule(self) -> Rule | None:
        """What is read at the decision row, USD a share."""
        ...

    def quantity(self, equity: Decimal, price: Decimal, risk: Decimal | None = None) -> Decimal:
        """Shares to trade at `price` USD with `equity` USD, whole ones unless parts are allowed; 0 for less than that.

        `risk` is what one share risks, USD, frozen at the decision; unknown for a size that needs it: 0.
        """
        ...
