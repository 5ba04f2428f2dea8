"""What every limit offers, and the one place that compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import ClassVar, Protocol, assert_never

from botspec.domain.intents import Proposal, Reading
from botspec.domain.record import record
from botspec.domain.values import Amount, Money, Ratio, Shares
from botspec.risk.limits.book import Book, Effect
from botspec.risk.limits.exposure import Exposure

NOT_KNOWN = Reading(Decimal(1), Decimal(0), "not known")
"""What cannot be measured is never within a limit."""


class Limit(Protocol):
    """Measures one thing about the projected portfolio with the proposal in it. It never decides."""

    kind: ClassVar[str]

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """What would be used of what is allowed if `proposal` filled at its worst price."""
        ...


@record(frozen=True, slots=True)
class Verdict:
    """The readings of limits up to `denied_by`, the kind of the first that was breached; of all where none was."""

    readings: Mapping[str, Reading] = field(default_factory=dict)
    denied_by: str | None = None


SHRINKS = Verdict()


def judge(proposal: Proposal, book: Book, limits: Sequence[Limit]) -> Verdict:
    """Measure `proposal` against one limit after the other, up to the first that it breaches.

    What can only shrink what is held is never denied, only counted.
    """
    if book.effect(proposal).reduces:
        return SHRINKS
    readings: dict[str, Reading] = {}
    for limit in limits:
        reading = readings[limit.kind] = limit.measure(proposal, book)
        if not reading.within:
            return Verdict(readings, limit.kind)
    return Verdict(readings)


def size_reading(amount: Amount, size: Exposure | Effect, equity: Decimal) -> Reading:
    """A reading of a size limit given as a ratio of equity, money or shares: of a position, or of an order alone."""
    match amount:
        case Ratio():
            return Reading(size.usd, amount.value * equity, "USD")
        case Money():
            return Reading(size.usd, amount.amount, "USD")
        case Shares():
            return Reading(size.shares, amount.quantity, "shares")
        case _:
            assert_never(amount)
