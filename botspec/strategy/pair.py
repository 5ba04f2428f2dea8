"""Two symbols against each other: one long, one short, entered and left together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.values import Duration
from botspec.spec.looser import Looser
from botspec.spec.names import Name, RuleText, SymbolName
from botspec.spec.params import Params
from botspec.spec.rule_text import ConditionRule, NumberRule
from botspec.spec.units import DurationValue, RatioValue


class PairParams(Params):
    """Parameters of `strategy: {kind: pair}`. Rules are read on the long symbol's bars."""

    weighs: ClassVar[bool] = True

    let: Annotated[Mapping[Name, RuleText], Looser.BEHAVIOUR] = Field(
        default_factory=dict, description="Named parts of rules.", examples=[{"spread": "close / sma(close, 60)"}]
    )
    long: Annotated[SymbolName, Looser.BEHAVIOUR] = Field(description="The symbol that is bought.", examples=["MSFT"])
    short: Annotated[SymbolName, Looser.BEHAVIOUR] = Field(
        description="The symbol that is sold short.", examples=["AAPL"]
    )
    hedge_ratio: Annotated[NumberRule, Looser.BEHAVIOUR] = Field(
        description="USD short for each USD long.", examples=["1"]
    )
    enter: Annotated[ConditionRule, Looser.BEHAVIOUR] = Field(
        description="Open both legs where this is true.", examples=["close < sma(close, 60)"]
    )
    exit: Annotated[ConditionRule, Looser.BEHAVIOUR] = Field(
        description="Close both where this is true.", examples=["close > sma(close, 60)"]
    )
    weight: Annotated[RatioValue, Looser.UP] = Field(
        description="Part of equity that is bought; the short leg is sold for hedge_ratio times as much.",
        examples=["40%"],
    )
    leg_timeout: Annotated[DurationValue, Looser.BEHAVIOUR] = Field(
        default=Duration(60, "60s"),
        description="How long one leg may stand alone before it is unwound.",
        examples=["60s"],
    )
