"""Whether an order would leave within a part of its session."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from botspec.domain.intents import Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import NOT_KNOWN
from botspec.spec.session_time import SessionTime


def moment_of(book: Book, at: SessionTime) -> datetime | None:
    """A moment of the session in which the order would leave; None when that is not known."""
    if book.session is None:
        return None
    span = timedelta(seconds=at.span.seconds)
    return book.session.opens_at + span if at.anchor == "after_open" else book.session.closes_at - span


def reading(book: Book, begin: datetime | None, end: datetime | None) -> Reading:
    """Seconds outside `begin` to `end`, both within, of none."""
    if book.leaves_at is None or begin is None or end is None:
        return NOT_KNOWN
    outside = max(begin - book.leaves_at, book.leaves_at - end, timedelta(0))
    return Reading(Decimal(outside // timedelta(seconds=1)), Decimal(0), "seconds")
