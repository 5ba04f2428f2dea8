"""Leave a symbol alone that only loses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.cost import CostValue
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue, DurationValue


class LowProfitSymbolParams(GuardParams):
    """Parameters of `{kind: low_profit_symbol}`."""

    limit: Annotated[CostValue, Looser.UP] = Field(
        description="What its trades lost together when it trips.", examples=["1%", "200 USD"]
    )
    trades: Annotated[CountValue, Looser.UP] = Field(
        default=3, description="How many trades it takes to tell.", examples=[3]
    )
    window: Annotated[DurationValue, Looser.DOWN] = Field(
        description="How far back trades are looked at.", examples=["30d"]
    )
