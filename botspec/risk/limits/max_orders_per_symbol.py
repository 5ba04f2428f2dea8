"""How many orders may leave in a day for one symbol."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import NOT_KNOWN
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import CountValue


class MaxOrdersPerSymbolParams(Params):
    """Parameter of `max_orders_per_symbol`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="How many orders may leave in a day for one symbol; exits count but are never held back.",
        examples=[4],
    )


class MaxOrdersPerSymbol:
    """Orders sent for the symbol on this day, and this one."""

    kind: ClassVar[str] = "max_orders_per_symbol"

    def __init__(self, params: MaxOrdersPerSymbolParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """Orders of the day in the symbol, this one included."""
        if book.orders_today is None:
            return NOT_KNOWN
        return Reading(Decimal(book.orders_today.get(proposal.symbol, 0) + 1), Decimal(self.limit), "orders")

    def __str__(self) -> str:
        return f"max_orders_per_symbol {self.limit}"
