"""Two symbols against each other: one long, one short, entered and left together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from botspec.domain.values import Duration
from botspec.spec.looser import Looser
from botspec.spec.names import Name, RuleText, SymbolName
from botspec.spec.params import Params
from botspec.spec.rule_text import ConditionRule, NumberRule
from botspec.spec.units import DurationValue


class PairParams(Params):
    """Parameters of `strategy: {kind: pair}`. Rules are read on the long symbol's bars."""

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
    leg_timeout: Annotated[DurationValue, Looser.BEHAVIOUR] = Field(
        default=Duration(60, "60s"),
        description="How long one leg may stand alone before it is unwound.",
        examples=["60s"],
    )
