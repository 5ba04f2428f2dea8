"""Hold fixed parts, and mend what drifts: an index of one's own, or money put in step by step.

A bot that has never traded buys at once. From then on all weights are mended at each `rebalance`, and when one has
drifted by `drift`. A contribution comes in at the close of the first session of its day, week, month or quarter, from
the account's own cash: the bot's capital grows by it, its return does not. It buys what is furthest below its weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser
from botspec.spec.names import SymbolName
from botspec.spec.params import Params
from botspec.spec.rebalance import Rebalance
from botspec.spec.units import MoneyValue, RatioValue
from botspec.spec.words import Every, OnSession, SellRule
from botspec.strategy.targets import Plan, TargetColumns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.market.panel import Panel


class Contribute(Params):
    """Money put to work step by step."""

    amount: Annotated[MoneyValue, Looser.BEHAVIOUR] = Field(description="How much each time.", examples=["500 USD"])
    every: Annotated[Every, Choice(Every), Looser.BEHAVIOUR] = Field(description="How often.", examples=["week"])


class TargetWeightsParams(FractionalParams):
    """Parameters of `strategy: {kind: target_weights}`."""

    weighs: ClassVar[bool] = True

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


@dataclass(frozen=True, slots=True)
class TargetWeights:
    """Fixed weights, ready to be looked at row by row."""

    params: TargetWeightsParams
    kind: str = "target_weights"

    @property
    def warmup(self) -> int:
        """Weights need no history."""
        return 0

    @property
    def plan(self) -> Plan:
        """How the weights are reached."""
        drift, contribute = self.params.drift, self.params.contribute
        return Plan(
            band=None if drift is None else float(drift.value),
            sells=self.params.sell is not SellRule.NEVER,
            starts_at_once=True,
            fractional=self.params.fractional,
            contribution=None if contribute is None else contribute.amount.amount,
        )

    def targets(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> TargetColumns:  # noqa: ARG002
        """As `TargetStrategy.targets`; a weight is unknown in a row where its symbol has no bar."""
        import numpy as np

        parts = [self.params.weights.get(symbol) for symbol in panel.symbols]
        weights = np.array([0.0 if part is None else float(part.value) for part in parts])
        known = np.asfortranarray(np.where(np.isnan(panel.close), np.nan, weights))
        ready = np.zeros(len(weights), dtype=np.int64)
        return TargetColumns(self.plan, self._due(panel), known, self._paid(panel), ready)

    def _due(self, panel: Panel) -> NDArray[np.bool_]:
        rebalance = self.params.rebalance
        return _rows(panel, rebalance.every, rebalance.on) if rebalance is not None else _rows(panel, None)

    def _paid(self, panel: Panel) -> NDArray[np.bool_]:
        contribute = self.params.contribute
        return _rows(panel, None if contribute is None else contribute.every)


def _rows(panel: Panel, every: Every | None, on: OnSession = OnSession.FIRST) -> NDArray[np.bool_]:
    import numpy as np

    from botspec.strategy.rebalance_rows import rebalance_rows

    return np.zeros(len(panel), dtype=bool) if every is None else rebalance_rows(panel, every, on)
