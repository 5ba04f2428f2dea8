"""The widest spread that is traded."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import NOT_KNOWN
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import RatioValue


class MaxSpreadParams(Params):
    """Parameter of `max_spread`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="The widest spread between bid and ask that is traded, as a part of the price.",
        examples=["0.2%"],
    )


class MaxSpread:
    """(ask - bid) / the price between them, as quoted now."""

    kind: ClassVar[str] = "max_spread"

    def __init__(self, params: MaxSpreadParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """The spread as a part of the price, of what it may be."""
        spread = book.facts(proposal.symbol).spread
        return NOT_KNOWN if spread is None else Reading(spread, self.limit.value, "of the price")

    def __str__(self) -> str:
        return f"max_spread {self.limit}"
