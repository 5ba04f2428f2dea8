"""The most that all positions together may be worth."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.cost import CostValue, usd
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class MaxGrossExposureParams(Params):
    """Parameter of `max_gross_exposure`."""

    limit: Annotated[CostValue, Looser.UP] = Field(
        description="The most that all positions may be worth together, as a part of equity or in USD.",
        examples=["100%", "20000 USD"],
    )


class MaxGrossExposure:
    """All positions, long and short, plus unfilled orders plus this one, each at its worst price."""

    kind: ClassVar[str] = "max_gross_exposure"

    def __init__(self, params: MaxGrossExposureParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD in all symbols once the order has filled."""
        after = book.approving(proposal)
        return Reading(after.gross, usd(self.limit, book.equity), "USD")

    def __str__(self) -> str:
        return f"max_gross_exposure {self.limit}"
