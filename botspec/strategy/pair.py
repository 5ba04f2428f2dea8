"""Two symbols against each other: one long, one short, entered and left together.

Both legs are decided at one close, for `weight` of equity long and `hedge_ratio` times as much short, in whole shares.
A leg that stands alone, or is not filled whole, for longer than `leg_timeout` is unwound at the next close.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from botspec.domain.values import Duration
from botspec.expressions import Rule
from botspec.spec.looser import Looser
from botspec.spec.names import Name, RuleText, SymbolName
from botspec.spec.params import Params
from botspec.spec.rule_text import ConditionRule, NumberRule
from botspec.spec.units import DurationValue, RatioValue

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.strategy.signals import SignalColumns


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


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair with its rules parsed."""

    params: PairParams
    enter: Rule
    exit: Rule
    hedge_ratio: Rule
    kind: str = "pair"

    @property
    def long(self) -> str:
        """The symbol that is bought."""
        return self.params.long

    @property
    def short(self) -> str:
        """The symbol that is sold short."""
        return self.params.short

    @property
    def warmup(self) -> int:
        """Bars of the long symbol before the first decision."""
        return max(rule.warmup for rule in (self.enter, self.exit, self.hedge_ratio))

    def signals(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> SignalColumns:
        """As `Strategy.signals`."""
        from botspec.strategy.pair_columns import pair_columns  # loads numpy

        return pair_columns(self, panel, since, beside)
