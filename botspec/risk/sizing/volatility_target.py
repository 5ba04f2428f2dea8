"""The same movement from each position: what swings more gets less money."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.expressions import Names, parse_number
from botspec.risk.sizing.rounding import NOTHING, shares
from botspec.risk.sizing.sizing import Reads
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue, RatioValue


class VolatilityTargetParams(FractionalParams):
    """Parameters of `sizing: {kind: volatility_target}`."""

    target: Annotated[RatioValue, Looser.UP] = Field(
        description="Part of equity that one average true range of the position is worth.", examples=["0.5%"]
    )
    period: Annotated[CountValue, Looser.BEHAVIOUR] = Field(
        default=14, description="Bars of the average true range.", examples=[14]
    )


class VolatilityTarget:
    """quantity = floor(target x equity / average true range)."""

    kind: ClassVar[str] = "volatility_target"
    reads: ClassVar[Reads] = Reads.RULE

    def __init__(self, params: VolatilityTargetParams) -> None:
        self.target = params.target.value
        self.fractional = params.fractional
        self.rule = parse_number(f"atr({params.period})", Names())

    def quantity(self, equity: Decimal, price: Decimal, risk: Decimal | None = None) -> Decimal:
        """Shares whose range, `risk` USD each, comes to the target; 0 while that is unknown."""
        known = risk is not None and equity.is_finite() and price.is_finite() and price > 0
        return shares(self.target * equity, risk, fractional=self.fractional) if risk is not None and known else NOTHING

    def __str__(self) -> str:
        return f"{(self.target * 100).normalize():f}% of equity a range"
