"""How far an order may be from the price it was decided at."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import NOT_KNOWN
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import RatioValue


class MaxPriceDeviationParams(Params):
    """Parameter of `max_price_deviation`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="How far the price of an order may be from the price at its decision.",
        examples=["3%"],
    )


class MaxPriceDeviation:
    """How far the order's price has moved from the price it was decided at, either way."""

    kind: ClassVar[str] = "max_price_deviation"

    def __init__(self, params: MaxPriceDeviationParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the book)
        """The move as a part of the price at the decision, of what it may be."""
        decided, price = proposal.decided_price, proposal.limit_price or proposal.reference_price
        if decided is None or not (decided.is_finite() and price.is_finite() and decided > 0):
            return NOT_KNOWN
        return Reading(abs(price / decided - 1), self.limit.value, "of the price")

    def __str__(self) -> str:
        return f"max_price_deviation {self.limit}"
