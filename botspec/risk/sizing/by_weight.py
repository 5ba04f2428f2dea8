"""No size at all: the strategy's own weights say how much."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from botspec.risk.sizing.rounding import NOTHING
from botspec.risk.sizing.sizing import Reads


class ByWeight:
    """Stands where a spec of weights has no sizing block; an entry without a weight would be of no size."""

    kind: ClassVar[str] = "by_weight"
    reads: ClassVar[Reads] = Reads.NOTHING
    rule = None

    def quantity(self, equity: Decimal, price: Decimal, risk: Decimal | None = None) -> Decimal:  # noqa: ARG002
        """Nothing."""
        return NOTHING

    def __str__(self) -> str:
        return "a weight"
