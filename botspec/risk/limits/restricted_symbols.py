"""Symbols that are never bought."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.spec.looser import Looser
from botspec.spec.names import SymbolName
from botspec.spec.params import Params


class RestrictedSymbolsParams(Params):
    """Parameter of `restricted_symbols`."""

    limit: Annotated[tuple[SymbolName, ...], Looser.DOWN] = Field(
        min_length=1, description="Symbols that are never bought.", examples=[["AAPL", "MSFT"]]
    )


class RestrictedSymbols:
    """Symbols that are never bought."""

    kind: ClassVar[str] = "restricted_symbols"

    def __init__(self, params: RestrictedSymbolsParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the book)
        """1 of 0 for a symbol that may not be bought."""
        return Reading(Decimal(proposal.symbol in self.limit), Decimal(0), "symbols")

    def __str__(self) -> str:
        return f"restricted_symbols {', '.join(self.limit)}"
