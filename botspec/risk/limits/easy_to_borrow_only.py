"""Shorts only of what is easy to borrow."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.domain.orders import Side
from botspec.risk.limits.book import Book
from botspec.spec.flag import FlagValue
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class EasyToBorrowOnlyParams(Params):
    """Parameter of `easy_to_borrow_only`."""

    limit: Annotated[FlagValue, Looser.DOWN] = Field(
        description="Sell short only what the broker lists as easy to borrow.",
        examples=["true"],
    )


class EasyToBorrowOnly:
    """Denies a short sale of anything else; buys are not asked."""

    kind: ClassVar[str] = "easy_to_borrow_only"

    def __init__(self, params: EasyToBorrowOnlyParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """1 of 0 for a short sale of what is not known to be easy to borrow."""
        asked = self.limit and proposal.side is Side.SELL
        hard = asked and book.facts(proposal.symbol).easy_to_borrow is not True
        return Reading(Decimal(hard), Decimal(0), "symbols")

    def __str__(self) -> str:
        return f"easy_to_borrow_only {str(self.limit).lower()}"
