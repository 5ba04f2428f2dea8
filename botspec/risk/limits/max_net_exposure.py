"""The most that one side may be worth beyond the other."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.cost import CostValue, usd
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class MaxNetExposureParams(Params):
    """Parameter of `max_net_exposure`."""

    limit: Annotated[CostValue, Looser.UP] = Field(
        description="The most that one side may be worth beyond the other, as a part of equity or in USD.",
        examples=["80%", "20000 USD"],
    )


class MaxNetExposure:
    """Long minus short, or short minus long, each order in flight filled on the worse side."""

    kind: ClassVar[str] = "max_net_exposure"

    def __init__(self, params: MaxNetExposureParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD once the order has filled."""
        after = book.approving(proposal)
        return Reading(after.net, usd(self.limit, book.equity), "USD")

    def __str__(self) -> str:
        return f"max_net_exposure {self.limit}"
