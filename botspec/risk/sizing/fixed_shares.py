"""The same number of shares for each position."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from botspec.risk.sizing.rounding import NOTHING
from botspec.risk.sizing.sizing import Reads
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser
from botspec.spec.refuse import refuse
from botspec.spec.units import SharesValue


class FixedSharesParams(FractionalParams):
    """Parameters of `sizing: {kind: fixed_shares}`."""

    shares: Annotated[SharesValue, Looser.UP] = Field(
        description="Shares to buy for each new position.", examples=["100 shares"]
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        quantity = self.shares.quantity
        if not self.fractional and quantity != quantity.to_integral_value():
            raise refuse("BS105", f"{self.shares} are not whole shares", "write whole shares, or add fractional: true")
        return self


class FixedShares:
    """quantity = shares, whatever the equity is."""

    kind: ClassVar[str] = "fixed_shares"
    reads: ClassVar[Reads] = Reads.NOTHING
    rule = None

    def __init__(self, params: FixedSharesParams) -> None:
        self.shares = params.shares.quantity

    def quantity(self, equity: Decimal, price: Decimal, risk: Decimal | None = None) -> Decimal:  # noqa: ARG002
        """The shares; 0 without equity or a price."""
        known = equity.is_finite() and price.is_finite() and equity > 0 and price > 0
        return self.shares if known else NOTHING

    def __str__(self) -> str:
        return f"{self.shares:f} shares"
