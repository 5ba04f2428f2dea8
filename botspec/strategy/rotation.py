"""Hold the best few: a score ranks the symbols, the first `top` are held, sells come before buys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.names import Name, RuleText, SymbolName
from botspec.spec.params import Params
from botspec.spec.rebalance import Rebalance
from botspec.spec.rule_text import ConditionRule, NumberRule
from botspec.spec.units import CountValue, RatioValue
from botspec.spec.words import Weighting


class RotationParams(Params):
    """Parameters of `strategy: {kind: rotation}`."""

    let: Annotated[Mapping[Name, RuleText], Looser.BEHAVIOUR] = Field(
        default_factory=dict, description="Named parts of rules.", examples=[{"momentum": "roc(close, 120)"}]
    )
    score: Annotated[NumberRule, Looser.BEHAVIOUR] = Field(
        description="What ranks the symbols; the highest is the best.", examples=["roc(close, 120)"]
    )
    top: Annotated[CountValue, Looser.BEHAVIOUR] = Field(description="How many are held.", examples=[3])
    rebalance: Annotated[Rebalance, Looser.PARTS] = Field(
        description="When the score is looked at.", examples=[{"every": "month", "on": "last_session"}]
    )
    weighting: Annotated[Weighting, Choice(Weighting), Looser.BEHAVIOUR] = Field(
        default=Weighting.EQUAL, description="How the money is divided between them.", examples=["equal"]
    )
    when: Annotated[ConditionRule | None, Looser.BEHAVIOUR] = Field(
        default=None,
        description="The regime in which anything is held, a rule on each symbol.",
        examples=["close > sma(close, 200)"],
    )
    otherwise: Annotated[Mapping[SymbolName, RatioValue], Looser.BEHAVIOUR] = Field(
        default_factory=dict, description="What is held where `when` is not true.", examples=[{"BIL": "100%"}]
    )
