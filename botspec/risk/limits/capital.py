"""The limit every bot has: it never spends more than its own cash."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book


class Capital:
    """The bot's ledger never goes below zero cash, even if everything fills at its worst price."""

    kind: ClassVar[str] = "capital"

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD this order may cost or owe, of the cash no other order has claimed."""
        return Reading(book.effect(proposal).usd, book.cash, "USD")

    @staticmethod
    def is_beyond(usd: Decimal, book: Book) -> bool:
        """Whether an order for that much is certainly denied; False where something is not a number."""
        return usd.is_finite() and book.cash.is_finite() and usd > book.cash

    def __str__(self) -> str:
        return "capital (own cash only)"
