"""The most one order may cost."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import size_reading
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import AmountValue


class MaxOrderNotionalParams(Params):
    """Parameter of `max_order_notional`."""

    limit: Annotated[AmountValue, Looser.UP] = Field(
        description="The most one order may cost at its worst price, in USD or as a part of equity.",
        examples=["12000 USD", "12%"],
    )


class MaxOrderNotional:
    """Quantity times the worst price of this order alone."""

    kind: ClassVar[str] = "max_order_notional"

    def __init__(self, params: MaxOrderNotionalParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD this order may cost."""
        return size_reading(self.limit, book.effect(proposal), book.equity)

    def __str__(self) -> str:
        return f"max_order_notional {self.limit}"
