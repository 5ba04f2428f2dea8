"""The most one symbol may weigh."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import size_reading
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import AmountValue


class MaxPositionParams(Params):
    """Parameter of `max_position`."""

    limit: Annotated[AmountValue, Looser.UP] = Field(
        description="The most one symbol may weigh, as a part of equity, in USD or in shares, at the worst price.",
        examples=["35%", "12000 USD", "100 shares"],
    )


class MaxPosition:
    """Position plus unfilled orders plus this one on the worse side, each at its worst price."""

    kind: ClassVar[str] = "max_position"

    def __init__(self, params: MaxPositionParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD (or shares) in the symbol once the order has filled."""
        return size_reading(self.limit, book.effect(proposal).after, book.equity)

    def __str__(self) -> str:
        return f"max_position {self.limit}"
