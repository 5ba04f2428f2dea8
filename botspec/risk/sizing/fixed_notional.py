"""The same amount of money for each position."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.risk.sizing.rounding import NOTHING, shares
from botspec.risk.sizing.sizing import Reads
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser
from botspec.spec.units import MoneyValue


class FixedNotionalParams(FractionalParams):
    """Parameters of `sizing: {kind: fixed_notional}`."""

    notional: Annotated[MoneyValue, Looser.UP] = Field(
        description="Money to put into each new position; whole shares, rounded down.", examples=["5000 USD"]
    )


class FixedNotional:
    """quantity = floor(notional / price), whatever the equity is."""

    kind: ClassVar[str] = "fixed_notional"
    reads: ClassVar[Reads] = Reads.NOTHING
    rule = None

    def __init__(self, params: FixedNotionalParams) -> None:
        self.notional = params.notional.amount
        self.fractional = params.fractional

    def quantity(self, equity: Decimal, price: Decimal, risk: Decimal | None = None) -> Decimal:  # noqa: ARG002
        """Shares at `price`; 0 without equity."""
        known = equity.is_finite() and equity > 0
        return shares(self.notional, price, fractional=self.fractional) if known else NOTHING

    def __str__(self) -> str:
        return f"{self.notional:f} USD"
