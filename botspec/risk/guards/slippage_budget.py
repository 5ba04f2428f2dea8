"""Stop when fills are worse than planned for.

Slippage is what a fill was worse than the price its order was sized at; fills that were better make up for others.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Unit
from botspec.risk.guards.events import Activity, Sign
from botspec.risk.guards.terms import Terms
from botspec.spec.choice import Choice
from botspec.spec.cost import CostValue, most_lost
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.words import Window


class SlippageBudgetParams(GuardParams):
    """Parameters of `{kind: slippage_budget}`."""

    limit: Annotated[CostValue, Looser.UP] = Field(
        description="What slippage may cost in the window, as a part of equity or in USD.", examples=["0.2%", "50 USD"]
    )
    window: Annotated[Window, Choice(Window), Looser.DOWN] = Field(
        default=Window.SESSION, description="Where it is counted from.", examples=["session"]
    )


class SlippageBudget(Terms[SlippageBudgetParams]):
    """Adds up slippage, looked at whenever something filled."""

    kind: ClassVar[str] = "slippage_budget"
    of_trades: ClassVar[bool] = False

    def look(self, seen: Activity) -> Sign | None:
        """A sign once the fills of the window cost `limit` more than planned."""
        window, limit = self.params.window, most_lost(self.params.limit, seen.equity)
        cost = sum((slip.cost for slip in seen.slips() if seen.is_within(window, slip.at)), Decimal(0))
        return None if cost < limit else Sign(float(cost), float(limit), Unit.USD)

    def __str__(self) -> str:
        params = self.params
        return f"slippage_budget{self.of} {params.limit} in the {params.window}: {self.action}, release {self.release}"
