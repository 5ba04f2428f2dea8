"""How often the bot may turn its equity into positions."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.factor import FactorValue
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class MaxLeverageParams(Params):
    """Parameter of `max_leverage`."""

    limit: Annotated[FactorValue, Looser.UP] = Field(
        description="The most that all positions together may be worth, in multiples of equity.",
        examples=[1, 1.5],
    )


class MaxLeverage:
    """All positions at their worst price against equity."""

    kind: ClassVar[str] = "max_leverage"

    def __init__(self, params: MaxLeverageParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD in all symbols once the order has filled."""
        return Reading(book.approving(proposal).gross, self.limit * book.equity, "USD")

    def __str__(self) -> str:
        return f"max_leverage {self.limit}"
