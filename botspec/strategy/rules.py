"""Hold what rules say, both ways: `enter` opens, `exit` closes, `rank` says who gets the money first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import ConfigDict, Field, model_validator

from botspec.expressions import Rule
from botspec.spec.later import ADDED
from botspec.spec.looser import Looser
from botspec.spec.names import Name, RuleText
from botspec.spec.params import Params
from botspec.spec.refuse import refuse
from botspec.spec.rule_text import ConditionRule, NumberRule

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.strategy.signals import SignalColumns


_LONG = {"enter": "rsi(close, 14) < 30", "exit": "rsi(close, 14) > 55"}


class LongRules(Params):
    """When to be long."""

    enter: Annotated[ConditionRule, Looser.BEHAVIOUR] = Field(
        description="Open a position where this is true.", examples=["rsi(close, 14) < 30"]
    )
    exit: Annotated[ConditionRule, Looser.BEHAVIOUR] = Field(
        description="Close it where this is true.", examples=["rsi(close, 14) > 55"]
    )


class ShortRules(Params):
    """When to be short."""

    enter: Annotated[ConditionRule, Looser.BEHAVIOUR] = Field(
        description="Sell short where this is true.", examples=["rsi(close, 14) > 70"]
    )
    exit: Annotated[ConditionRule, Looser.BEHAVIOUR] = Field(
        description="Buy back where this is true.", examples=["rsi(close, 14) < 45"]
    )


class RulesParams(Params):
    """Parameters of `strategy: {kind: rules}`."""

    shown: ClassVar[tuple[str, ...]] = ("long",)
    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["long"]}, {"required": ["short"]}]})

    let: Annotated[Mapping[Name, RuleText], Looser.BEHAVIOUR] = Field(
        default_factory=dict, description="Named parts of rules.", examples=[{"trend": "sma(close, 200)"}]
    )
    long: Annotated[LongRules | None, Looser.PARTS] = Field(
        default=None, description="When to be long.", examples=[_LONG]
    )
    short: Annotated[ShortRules | None, ADDED, Looser.PARTS] = Field(
        default=None, description="When to be short.", examples=[{"enter": "rsi(close, 14) > 70", "exit": "close < 5"}]
    )
    rank: Annotated[NumberRule | None, Looser.BEHAVIOUR] = Field(
        default=None,
        description="Who gets the money first when not all fit; the highest wins.",
        examples=["roc(close, 60)"],
    )

    @model_validator(mode="after")
    def _a_side(self) -> Self:
        if self.long is None and self.short is None:
            raise refuse("BS102", "missing key 'long'", "add long: {enter: RULE, exit: RULE}")
        return self


@dataclass(frozen=True, slots=True)
class SideRules:
    """The parsed rules of one side."""

    enter: Rule
    exit: Rule


@dataclass(frozen=True, slots=True)
class Rules:
    """Parsed rules; `kind` is what the spec calls the strategy they were written as."""

    long: SideRules | None
    short: SideRules | None = None
    rank: Rule | None = None
    kind: str = "rules"

    @property
    def warmup(self) -> int:
        """Bars of a symbol before its first decision: as many as the rule that needs most."""
        return max(rule.warmup for rule in self.all())

    @property
    def lookback(self) -> int:
        """Bars before the first value of every rule."""
        return max(rule.lookback for rule in self.all())

    def signals(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> SignalColumns:
        """As `Strategy.signals`."""
        from botspec.strategy.rule_columns import signal_columns  # loads numpy, which reading a spec does not need

        return signal_columns(self, panel, since, beside)

    def all(self) -> tuple[Rule, ...]:
        """Enter and exit of each side, then rank."""
        sides = tuple(side for side in (self.long, self.short) if side is not None)
        rank = () if self.rank is None else (self.rank,)
        return (*(rule for side in sides for rule in (side.enter, side.exit)), *rank)
