"""Hold fixed parts, and mend what drifts: an index of one's own, or money put in step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.names import SymbolName
from botspec.spec.params import Params
from botspec.spec.rebalance import Rebalance
from botspec.spec.units import MoneyValue, RatioValue
from botspec.spec.words import Every, SellRule


class Contribute(Params):
    """Money put to work step by step."""

    amount: Annotated[MoneyValue, Looser.BEHAVIOUR] = Field(description="How much each time.", examples=["500 USD"])
    every: Annotated[Every, Choice(Every), Looser.BEHAVIOUR] = Field(description="How often.", examples=["week"])


class TargetWeightsParams(Params):
    """Parameters of `strategy: {kind: target_weights}`."""

    weights: Annotated[Mapping[SymbolName, RatioValue], Looser.BEHAVIOUR] = Field(
        min_length=1, description="Part of equity for each symbol; the rest stays cash.", examples=[{"AAPL": "60%"}]
    )
    drift: Annotated[RatioValue | None, Looser.BEHAVIOUR] = Field(
        default=None,
        description="How far a weight may drift, in parts of equity, until it is mended.",
        examples=["5%"],
    )
    rebalance: Annotated[Rebalance | None, Looser.PARTS] = Field(
        default=None, description="When weights are mended whatever their drift.", examples=[{"every": "quarter"}]
    )
    contribute: Annotated[Contribute | None, Looser.PARTS] = Field(
        default=None,
        description="Money put to work step by step, to what is furthest below its weight.",
        examples=[{"amount": "500 USD", "every": "week"}],
    )
    sell: Annotated[SellRule, Choice(SellRule), Looser.BEHAVIOUR] = Field(
        default=SellRule.DRIFT, description="Sell what drifted above its weight, or never sell.", examples=["never"]
    )
