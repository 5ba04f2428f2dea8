"""Equity in equal parts, one for each position that may be open."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.risk.sizing.rounding import NOTHING, shares
from botspec.risk.sizing.sizing import Reads
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue


class EqualWeightParams(FractionalParams):
    """Parameters of `sizing: {kind: equal_weight}`."""

    positions: Annotated[CountValue, Looser.DOWN] = Field(
        description="Parts the bot's equity is divided into, one for each position.", examples=[4]
    )


class EqualWeight:
    """quantity = floor(equity / positions / price)."""

    kind: ClassVar[str] = "equal_weight"
    reads: ClassVar[Reads] = Reads.NOTHING
    rule = None

    def __init__(self, params: EqualWeightParams) -> None:
        self.positions = params.positions
        self.fractional = params.fractional

    def quantity(self, equity: Decimal, price: Decimal, risk: Decimal | None = None) -> Decimal:  # noqa: ARG002
        """Whole shares for one part of `equity` at `price`; 0 for anything that is not a positive number."""
        known = equity.is_finite() and price.is_finite() and price > 0
        return shares(equity, price * self.positions, fractional=self.fractional) if known else NOTHING

    def __str__(self) -> str:
        return f"1/{self.positions} of equity"
