"""Which way positions may go."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.domain.orders import PositionSide, Side
from botspec.risk.limits.book import Book
from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class SidesParams(Params):
    """Parameter of `sides`."""

    limit: Annotated[tuple[Annotated[PositionSide, Choice(PositionSide)], ...], Looser.UP] = Field(
        min_length=1, description="Which way positions may go.", examples=[["long"]]
    )


class Sides:
    """Entries of any other side are denied."""

    kind: ClassVar[str] = "sides"

    def __init__(self, params: SidesParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the book)
        """1 of 0 for an entry on a side that is not allowed."""
        side = PositionSide.LONG if proposal.side is Side.BUY else PositionSide.SHORT
        return Reading(Decimal(side not in self.limit), Decimal(0), "sides")

    def __str__(self) -> str:
        return f"sides {', '.join(self.limit)}"
