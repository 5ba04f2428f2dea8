"""Cash that is never spent."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.cost import CostValue, usd
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class MinCashParams(Params):
    """Parameter of `min_cash`."""

    limit: Annotated[CostValue, Looser.DOWN] = Field(
        description="Cash that stays in the bot's ledger whatever is bought, as a part of equity or in USD.",
        examples=["10%", "1000 USD"],
    )


class MinCash:
    """What this order may cost, of the cash beyond the reserve."""

    kind: ClassVar[str] = "min_cash"

    def __init__(self, params: MinCashParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD this order may cost."""
        return Reading(book.effect(proposal).usd, book.cash - usd(self.limit, book.equity), "USD")

    def __str__(self) -> str:
        return f"min_cash {self.limit}"
