"""Days on which a symbol is not bought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.market.calendar import NEW_YORK
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import NOT_KNOWN
from botspec.spec.looser import Looser
from botspec.spec.names import Prose
from botspec.spec.params import Params
from botspec.spec.plugins import Sha256

Days = Mapping[str, Sequence[tuple[date, date]]]
"""First and last day, both included, by symbol."""


class BlackoutFile(Params):
    """Where the days stand."""

    file: Annotated[Prose, Looser.ANY] = Field(
        description="CSV file with the columns symbol, from, to.", examples=["earnings.csv"]
    )

    sha256: Annotated[Sha256 | None, Looser.ANY] = Field(
        default=None,
        description="Digest of the file: other days are refused. A bot that trades real money needs it.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )

    def __str__(self) -> str:
        return self.file


class BlackoutParams(Params):
    """Parameter of `blackout`."""

    limit: Annotated[BlackoutFile, Looser.PARTS] = Field(
        description="A CSV file of symbols and days on which they are not bought, such as around earnings.",
        examples=[{"file": "earnings.csv"}],
    )


class Blackout:
    """Denies what would open on one of a symbol's days; both ends count, in New York time."""

    kind: ClassVar[str] = "blackout"

    def __init__(self, params: BlackoutParams) -> None:
        self.limit = params.limit
        self.days: Days | None = None

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """1 of 0 on a day on which the symbol is not entered."""
        on = None if book.leaves_at is None else book.leaves_at.astimezone(NEW_YORK).date()
        if on is None or self.days is None:
            return NOT_KNOWN
        out = any(first <= on <= last for first, last in self.days.get(proposal.symbol, ()))
        return Reading(Decimal(out), Decimal(0), "days")

    def on_days(self, days: Days) -> Blackout:
        """The same with what its file says; before that nothing is known and everything denied."""
        known = Blackout(BlackoutParams(limit=self.limit))
        known.days = days
        return known

    def __str__(self) -> str:
        return f"blackout {self.limit}"
