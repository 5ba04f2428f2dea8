"""Hold the best few: a score ranks the symbols, the first `top` are held, sells come before buys.

Each of the `top` places is worth `invest` / `top` of equity. A place is taken by a symbol whose `when` is true, the
highest score first (equals in the order of the universe); `weighting` divides the places taken between their symbols.
The places left over are held as `otherwise` says, whose symbols are not ranked. A symbol whose score or `when` is
unknown takes no place and, when it is held, is left as it is; so are the symbols of `otherwise` while it is open
whether a place is left for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from botspec.domain.values import Ratio
from botspec.expressions import Names, Rule, parse_number
from botspec.spec.choice import Choice
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser
from botspec.spec.names import Name, RuleText, SymbolName
from botspec.spec.rebalance import Rebalance
from botspec.spec.rule_text import ConditionRule, NumberRule
from botspec.spec.units import CountValue, RatioValue
from botspec.spec.words import Weighting
from botspec.strategy.targets import Plan, TargetColumns

if TYPE_CHECKING:
    from botspec.market.panel import Panel


class RotationParams(FractionalParams):
    """Parameters of `strategy: {kind: rotation}`."""

    weighs: ClassVar[bool] = True

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
    invest: Annotated[RatioValue, Looser.UP] = Field(
        default=Ratio(Decimal("0.95")),
        description="Part of equity that all places together are worth; the rest stays cash, for prices that move "
        "before orders fill.",
        examples=["95%"],
    )
    volatility_bars: Annotated[CountValue, Looser.BEHAVIOUR] = Field(
        default=60, description="Bars of the standard deviation that `inverse_volatility` divides by.", examples=[60]
    )
    when: Annotated[ConditionRule | None, Looser.BEHAVIOUR] = Field(
        default=None,
        description="The regime in which anything is held, a rule on each symbol.",
        examples=["close > sma(close, 200)"],
    )
    otherwise: Annotated[Mapping[SymbolName, RatioValue], Looser.BEHAVIOUR] = Field(
        default_factory=dict,
        description="What is held in place of those that are missing; with none at all, these parts of equity.",
        examples=[{"BIL": "95%"}],
    )


@dataclass(frozen=True, slots=True)
class Rotation:
    """A rotation with its rules parsed; `kind` is what the spec calls it."""

    params: RotationParams
    score: Rule
    when: Rule | None = None
    kind: str = "rotation"

    @property
    def volatility(self) -> Rule | None:
        """What inverse volatility divides by."""
        if self.params.weighting is not Weighting.INVERSE_VOLATILITY:
            return None
        return parse_number(f"stddev(returns(close), {self.params.volatility_bars})", Names())

    @property
    def plan(self) -> Plan:
        """How the weights are reached: in rows that are due, by selling and buying."""
        return Plan(fractional=self.params.fractional)

    @property
    def warmup(self) -> int:
        """Bars of a symbol before its first decision."""
        rules = (self.score, self.when, self.volatility)
        return max(rule.warmup for rule in rules if rule is not None)

    def targets(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> TargetColumns:
        """As `TargetStrategy.targets`."""
        from botspec.strategy.rotation_columns import rotation_columns  # loads numpy

        return rotation_columns(self, panel, since, beside)
