"""The limit every bot has: it never spends more than its own cash."""

from __future__ import annotations

from typing import ClassVar

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book


class Capital:
    """The bot's ledger never goes below zero cash, even if everything fills at its worst price."""

    kind: ClassVar[str] = "capital"

    def measure(self, proposal: Proposal, book: Book) -> Reading:
        """USD this order may cost or owe, of the cash no other order has claimed."""
        return Reading(book.effect(proposal).usd, book.cash, "USD")

    def __str__(self) -> str:
        return "capital (own cash only)"
