"""As much as may be lost at the stop: the further the stop, the fewer the shares."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.cost import CostValue
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser


class RiskPerTradeParams(FractionalParams):
    """Parameters of `sizing: {kind: risk_per_trade}`; the distance is that of exits.stop_loss."""

    risk: Annotated[CostValue, Looser.UP] = Field(
        description="What a position loses when its stop fills, as a part of equity or in USD.",
        examples=["1%", "250 USD"],
    )
