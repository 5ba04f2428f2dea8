"""The largest part of the usual volume that one order may ask for."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import NOT_KNOWN
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import RatioValue


class MaxOrderVolumeParams(Params):
    """Parameter of `max_order_volume`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="The largest part of the average volume of 20 bars that one order may ask for.",
        examples=["1%"],
    )


class MaxOrderVolume:
    """Shares of this order against a part of the average volume of the symbol's last 20 bars."""

    kind: ClassVar[str] = "max_order_volume"

    def __init__(self, params: MaxOrderVolumeParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """Shares asked for, of the part that may be."""
        usual = book.facts(proposal.symbol).average_volume
        return NOT_KNOWN if usual is None else Reading(proposal.quantity, self.limit.value * usual, "shares")

    def __str__(self) -> str:
        return f"max_order_volume {self.limit}"
