"""What a gap overnight may cost: every position moves against the bot at once, past every stop."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.cost import CostValue, usd
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import RatioValue


class GapLossShock(Params):
    """How far everything falls, and what that may cost."""

    shock: Annotated[RatioValue, Looser.DOWN] = Field(
        description="How far every position falls at once.", examples=["15%"]
    )
    limit: Annotated[CostValue, Looser.UP] = Field(
        description="The most that may be lost by it, as a part of equity or in USD.", examples=["10%"]
    )

    def __str__(self) -> str:
        return f"{self.limit} at a shock of {self.shock}"


class GapLossParams(Params):
    """Parameter of `gap_loss`."""

    limit: Annotated[GapLossShock, Looser.PARTS] = Field(
        description="How far everything falls at once, and the most that may be lost by it.",
        examples=[{"shock": "15%", "limit": "10%"}],
    )


class GapLoss:
    """All positions plus unfilled orders plus this one, times the shock; nothing a hedge may win is set off."""

    kind: ClassVar[str] = "gap_loss"

    def __init__(self, params: GapLossParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD lost if every position fell by the shock once the order has filled."""
        lost = book.approving(proposal).gross * self.limit.shock.value
        return Reading(lost, usd(self.limit.limit, book.equity), "USD")

    def __str__(self) -> str:
        return f"gap_loss {self.limit}"
