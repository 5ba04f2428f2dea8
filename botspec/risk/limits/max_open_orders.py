"""How many orders may work at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import CountValue


class MaxOpenOrdersParams(Params):
    """Parameter of `max_open_orders`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="How many orders may work at once, this one included; exits count but are never held back.",
        examples=[5],
    )


class MaxOpenOrders:
    """Orders at the broker or about to be, and this one."""

    kind: ClassVar[str] = "max_open_orders"

    def __init__(self, params: MaxOpenOrdersParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the order)
        """Orders, this one included."""
        return Reading(Decimal(book.open_orders + 1), Decimal(self.limit), "orders")

    def __str__(self) -> str:
        return f"max_open_orders {self.limit}"
