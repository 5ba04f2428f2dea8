"""The least that must trade in a symbol."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import NOT_KNOWN
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import MoneyValue


class MinDollarVolumeParams(Params):
    """Parameter of `min_dollar_volume`."""

    limit: Annotated[MoneyValue, Looser.DOWN] = Field(
        description="The least that must trade in a symbol on an average day of the last 20.",
        examples=["5000000 USD"],
    )


class MinDollarVolume:
    """What must trade in a session, of what did on an average one of the last 20."""

    kind: ClassVar[str] = "min_dollar_volume"

    def __init__(self, params: MinDollarVolumeParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """The least volume, of the volume there is; USD."""
        traded = book.facts(proposal.symbol).dollar_volume
        return NOT_KNOWN if traded is None else Reading(self.limit.amount, traded, "USD")

    def __str__(self) -> str:
        return f"min_dollar_volume {self.limit}"
