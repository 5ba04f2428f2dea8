"""Leave a symbol alone that only loses.

It looks at each symbol by itself, whenever a trade of it closes; `scope` says whether the symbol or the bot stops.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Unit
from botspec.risk.guards.events import Activity, Sign
from botspec.spec.choice import Choice
from botspec.spec.cost import CostValue, most_lost
from botspec.spec.guard_params import GuardParams
from botspec.spec.later import ADDED
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue, DurationValue
from botspec.spec.words import OwnScope, Scope


class LowProfitSymbolParams(GuardParams):
    """Parameters of `{kind: low_profit_symbol}`."""

    scope: Annotated[OwnScope, Choice(OwnScope), ADDED, Looser.DOWN] = Field(
        default=OwnScope.SYMBOL, description="What it stops: the symbol, or the bot.", examples=["symbol"]
    )
    limit: Annotated[CostValue, Looser.UP] = Field(
        description="What its trades lost together when it trips.", examples=["1%", "200 USD"]
    )
    trades: Annotated[CountValue, Looser.UP] = Field(
        default=3, description="How many trades it takes to tell.", examples=[3]
    )
    window: Annotated[DurationValue, Looser.DOWN] = Field(
        description="How far back trades are looked at.", examples=["30d"]
    )


class LowProfitSymbol:
    """What the trades of one symbol lost together, once there are enough of them to tell."""

    kind: ClassVar[str] = "low_profit_symbol"
    of_slips: ClassVar[bool] = False
    by_symbol: bool = True

    def __init__(self, params: LowProfitSymbolParams, name: str) -> None:
        self.name = name
        self.params = params
        self.action = params.action
        self.release = params.release
        self.scope = Scope(params.scope.value)

    def look(self, seen: Activity) -> Sign | None:
        """A sign once `trades` or more in the window lost `limit` together."""
        begins = seen.at - timedelta(seconds=self.params.window.seconds)
        recent = [trade for trade in seen.trades() if trade.exited_at > begins]
        lost = -sum((trade.profit for trade in recent), Decimal(0))
        limit = most_lost(self.params.limit, seen.equity)
        if len(recent) < self.params.trades or lost < limit:
            return None
        return Sign(float(lost), float(limit), Unit.USD, f"{len(recent)} trades of {seen.symbol}")

    def __str__(self) -> str:
        params = self.params
        what = f"{params.limit} lost in {params.trades} trades or more of {params.window}"
        return f"low_profit_symbol {what}: {self.action}, release {self.release}"
