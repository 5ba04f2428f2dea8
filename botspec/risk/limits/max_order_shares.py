"""The most shares one order may ask for."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import SharesValue


class MaxOrderSharesParams(Params):
    """Parameter of `max_order_shares`."""

    limit: Annotated[SharesValue, Looser.UP] = Field(
        description="The most shares one order may ask for.",
        examples=["500 shares"],
    )


class MaxOrderShares:
    """The quantity of this order alone."""

    kind: ClassVar[str] = "max_order_shares"

    def __init__(self, params: MaxOrderSharesParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the book)
        """Shares this order asks for."""
        return Reading(proposal.quantity, self.limit.quantity, "shares")

    def __str__(self) -> str:
        return f"max_order_shares {self.limit}"
