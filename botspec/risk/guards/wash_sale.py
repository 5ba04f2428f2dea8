"""Mind symbols that were sold at a loss a short while ago.

It looks at sales of this bot only, and forward only: what was bought in the days before the sale is not looked at.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Action, Unit
from botspec.domain.values import Duration
from botspec.risk.guards.events import Activity, Sign
from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import DurationValue
from botspec.spec.words import Scope, WashSaleAction


class WashSaleParams(Params):
    """Parameters of `{kind: wash_sale}`."""

    window: Annotated[DurationValue, Looser.DOWN] = Field(
        default=Duration(2_592_000, "30d"), description="How long after a sale at a loss.", examples=["30d"]
    )
    action: Annotated[WashSaleAction, Choice(WashSaleAction), Looser.DOWN] = Field(
        default=WashSaleAction.WARN, description="Say so, or do not buy the symbol.", examples=["warn"]
    )


class WashSale:
    """Warns of, or stops, entries in a symbol for a while after it was sold at a loss."""

    kind: ClassVar[str] = "wash_sale"
    of_slips: ClassVar[bool] = False
    renews: ClassVar[bool] = True
    by_symbol: bool = True
    scope: Scope = Scope.SYMBOL

    def __init__(self, params: WashSaleParams, name: str) -> None:
        self.name = name
        self.params = params
        self.action = Action(params.action.value)
        self.release = params.window

    def look(self, seen: Activity) -> Sign | None:
        """A sign at the newest sale at a loss."""
        trade = next((trade for trade in seen.trades() if trade.profit < 0), None)
        if trade is None:
            return None
        return Sign(float(-trade.profit), 0, Unit.USD, f"{trade.symbol} sold at a loss by {trade.exit_order}")

    def __str__(self) -> str:
        return f"wash_sale within {self.params.window}: {self.action}"
