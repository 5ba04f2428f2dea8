"""A fixed part of the bot's equity for each position."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.risk.sizing.rounding import NOTHING, shares
from botspec.risk.sizing.sizing import Reads
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser
from botspec.spec.units import RatioValue


class PercentOfEquityParams(FractionalParams):
    """Parameters of `sizing: {kind: percent_of_equity}`."""

    percent: Annotated[RatioValue, Looser.UP] = Field(
        description="Part of the bot's equity to put into each new position; whole shares, rounded down.",
        examples=["10%"],
    )


class PercentOfEquity:
    """quantity = floor(percent x equity / price)."""

    kind: ClassVar[str] = "percent_of_equity"
    reads: ClassVar[Reads] = Reads.NOTHING
    rule = None

    def __init__(self, params: PercentOfEquityParams) -> None:
        self.percent = params.percent.value
        self.fractional = params.fractional

    def quantity(self, equity: Decimal, price: Decimal, risk: Decimal | None = None) -> Decimal:  # noqa: ARG002
        """Whole shares for `percent` of `equity` at `price`; 0 for anything that is not a positive number."""
        return shares(self.percent * equity, price, fractional=self.fractional) if equity.is_finite() else NOTHING

    def __str__(self) -> str:
        return f"{(self.percent * 100).normalize():f}% of equity"
