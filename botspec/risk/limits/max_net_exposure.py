"""The most that long positions may be worth beyond short ones."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import usd
from botspec.spec.cost import CostValue
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class MaxNetExposureParams(Params):
    """Parameter of `max_net_exposure`."""

    limit: Annotated[CostValue, Looser.UP] = Field(
        description="The most that long positions may be worth beyond short ones, as a part of equity or in USD.",
        examples=["80%", "20000 USD"],
    )


class MaxNetExposure:
    """Long minus short at the worst price; a bot that is only long has no other exposure."""

    kind: ClassVar[str] = "max_net_exposure"

    def __init__(self, params: MaxNetExposureParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD once the order has filled."""
        after = book.approving(proposal)
        return Reading(after.gross, usd(self.limit, book.equity), "USD")

    def __str__(self) -> str:
        return f"max_net_exposure {self.limit}"
