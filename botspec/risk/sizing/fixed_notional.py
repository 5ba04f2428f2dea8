"""The same amount of money for each position."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.risk.sizing.whole_shares import NOTHING, whole_shares
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

    def __init__(self, params: FixedNotionalParams) -> None:
        self.notional = params.notional.amount

    def quantity(self, equity: Decimal, price: Decimal) -> Decimal:
        """Whole shares at `price`; 0 without equity."""
        return whole_shares(self.notional, price) if equity.is_finite() and equity > 0 else NOTHING

    def __str__(self) -> str:
        return f"{self.notional:f} USD"
