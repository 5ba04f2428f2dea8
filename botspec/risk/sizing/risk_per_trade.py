"""As much as may be lost at the stop: the further the stop, the fewer the shares."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.values import Ratio
from botspec.risk.sizing.rounding import NOTHING, shares
from botspec.risk.sizing.sizing import Reads
from botspec.spec.cost import CostValue
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser


class RiskPerTradeParams(FractionalParams):
    """Parameters of `sizing: {kind: risk_per_trade}`; the distance is that of exits.stop_loss."""

    risk: Annotated[CostValue, Looser.UP] = Field(
        description="What a position loses when its stop fills, as a part of equity or in USD.",
        examples=["1%", "250 USD"],
    )


class RiskPerTrade:
    """quantity = floor(risk / distance of the stop, USD a share)."""

    kind: ClassVar[str] = "risk_per_trade"
    reads: ClassVar[Reads] = Reads.STOP
    rule = None

    def __init__(self, params: RiskPerTradeParams) -> None:
        self.risk = params.risk
        self.fractional = params.fractional

    def quantity(self, equity: Decimal, price: Decimal, risk: Decimal | None = None) -> Decimal:
        """Shares that lose the risk when each loses `risk` USD; 0 while that is unknown."""
        known = risk is not None and equity.is_finite() and price.is_finite() and equity > 0 and price > 0
        if risk is None or not known:
            return NOTHING
        usd = self.risk.value * equity if isinstance(self.risk, Ratio) else self.risk.amount
        return shares(usd, risk, fractional=self.fractional)

    def __str__(self) -> str:
        return f"a risk of {self.risk}" + (" of equity" if isinstance(self.risk, Ratio) else "")
