"""How fast orders may leave."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class MaxOrdersPerMinuteParams(Params):
    """Parameter of `max_orders_per_minute`."""

    limit: Annotated[int, Looser.UP] = Field(
        ge=1,
        description="How many orders may leave within any 60 seconds; exits count but are never held back.",
        examples=[10],
    )


class MaxOrdersPerMinute:
    """Orders sent in the 60 seconds before this one, and this one."""

    kind: ClassVar[str] = "max_orders_per_minute"

    def __init__(self, params: MaxOrdersPerMinuteParams) -> None:
        self.limit = params.limit
        self.allowed = Decimal(params.limit)

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the order)
        """Orders in the minute, this one included."""
        return Reading(Decimal(book.orders_last_minute + 1), self.allowed, "orders")

    def __str__(self) -> str:
        return f"max_orders_per_minute {self.limit}"
