"""Mind symbols that were sold at a loss a short while ago."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.domain.values import Duration
from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import DurationValue
from botspec.spec.words import WashSaleAction


class WashSaleParams(Params):
    """Parameters of `{kind: wash_sale}`."""

    window: Annotated[DurationValue, Looser.DOWN] = Field(
        default=Duration(2_592_000, "30d"), description="How long after a sale at a loss.", examples=["30d"]
    )
    action: Annotated[WashSaleAction, Choice(WashSaleAction), Looser.DOWN] = Field(
        default=WashSaleAction.WARN, description="Say so, or do not buy the symbol.", examples=["warn"]
    )
