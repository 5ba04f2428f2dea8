"""Hold what rules say: `long.enter` opens, `long.exit` closes, `rank` says who gets the money first."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from botspec.spec.names import Name, RuleText
from botspec.spec.params import Params


class LongRules(Params):
    """When to be long."""

    enter: RuleText = Field(description="Open a position where this is true.", examples=["rsi(close, 14) < 30"])
    exit: RuleText = Field(description="Close it where this is true.", examples=["rsi(close, 14) > 55"])


class RulesParams(Params):
    """Parameters of `strategy: {kind: rules}`."""

    let: Mapping[Name, RuleText] = Field(
        default_factory=dict, description="Named parts of rules.", examples=[{"trend": "sma(close, 200)"}]
    )
    long: LongRules = Field(description="When to be long.")
    rank: RuleText | None = Field(
        default=None, description="Who gets the money first when not all fit; the highest wins.", examples=["roc(close, 60)"]
    )
