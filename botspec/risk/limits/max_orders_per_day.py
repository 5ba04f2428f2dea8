"""How many orders may leave in a day."""

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


class MaxOrdersPerDayParams(Params):
    """Parameter of `max_orders_per_day`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="How many orders may leave in a day in New York; exits count but are never held back.",
        examples=[20],
    )


class MaxOrdersPerDay:
    """Orders sent on this day, and this one."""

    kind: ClassVar[str] = "max_orders_per_day"

    def __init__(self, params: MaxOrdersPerDayParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the order)
        """Orders of the day, this one included."""
        if book.orders_today is None:
            return NOT_KNOWN
        return Reading(Decimal(sum(book.orders_today.values()) + 1), Decimal(self.limit), "orders")

    def __str__(self) -> str:
        return f"max_orders_per_day {self.limit}"
