"""The cheapest share that is bought."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import MoneyValue


class MinPriceParams(Params):
    """Parameter of `min_price`."""

    limit: Annotated[MoneyValue, Looser.DOWN] = Field(
        description="The cheapest share that is bought, by the price the order is sized at.",
        examples=["5 USD"],
    )


class MinPrice:
    """The least a share may cost, of what it costs."""

    kind: ClassVar[str] = "min_price"

    def __init__(self, params: MinPriceParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the book)
        """The least price, of the price now; USD."""
        return Reading(self.limit.amount, proposal.reference_price, "USD")

    def __str__(self) -> str:
        return f"min_price {self.limit}"
