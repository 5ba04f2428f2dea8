"""Parts of the session in which nothing is opened."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.session_part import reading
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.refuse import refuse
from botspec.spec.units import DurationValue


class NoEntrySpans(Params):
    """The first and last part of a session."""

    first: Annotated[DurationValue | None, Looser.DOWN] = Field(
        default=None, description="After the open.", examples=["15m"]
    )
    last: Annotated[DurationValue | None, Looser.DOWN] = Field(
        default=None, description="Before the close, early closes included.", examples=["30m"]
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.first is None and self.last is None:
            raise refuse("BS102", "missing key 'first' or 'last'", "add first: 15m")
        return self

    def __str__(self) -> str:
        return ", ".join(f"{key} {value}" for key, value in (("first", self.first), ("last", self.last)) if value)


class NoEntryParams(Params):
    """Parameter of `no_entry`."""

    limit: Annotated[NoEntrySpans, Looser.PARTS] = Field(
        description="How long nothing is opened after the open and before the close.",
        examples=[{"first": "15m", "last": "30m"}],
    )


class NoEntry:
    """Nothing is opened in the first and the last part of a session; early closes count."""

    kind: ClassVar[str] = "no_entry"

    def __init__(self, params: NoEntryParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the order)
        """How far outside the middle of the session the order would leave, of nothing; seconds."""
        first, last = self.limit.first, self.limit.last
        opens, closes = (book.session.opens_at, book.session.closes_at) if book.session is not None else (None, None)
        begin = opens and opens + timedelta(seconds=first.seconds if first is not None else 0)
        end = closes and closes - timedelta(seconds=last.seconds if last is not None else 0)
        return reading(book, begin, end)

    def __str__(self) -> str:
        return f"no_entry {self.limit}"
