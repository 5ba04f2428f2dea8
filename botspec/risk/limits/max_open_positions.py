"""How many symbols may be held at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class MaxOpenPositionsParams(Params):
    """Parameter of `max_open_positions`."""

    limit: Annotated[int, Looser.UP] = Field(
        ge=1, description="How many symbols may be held at once, working entries included.", examples=[3]
    )


class MaxOpenPositions:
    """Counts symbols held or about to be held; an exit in flight still counts until it has filled."""

    kind: ClassVar[str] = "max_open_positions"

    def __init__(self, params: MaxOpenPositionsParams) -> None:
        self.limit = params.limit
        self.allowed = Decimal(params.limit)

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """Positions once the order has filled."""
        return Reading(Decimal(book.open_positions_with(proposal)), self.allowed, "positions")

    def __str__(self) -> str:
        return f"max_open_positions {self.limit}"
