"""What is asked about a symbol's market just before an order leaves."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol


class Conditions(Protocol):
    """Quotes and lending; None is not known, and denies. May raise `ports.broker.Unavailable`."""

    def spread(self, symbol: str) -> Decimal | None:
        """(ask - bid) / the price between them, as quoted now."""
        ...

    def easy_to_borrow(self, symbol: str) -> bool | None:
        """Whether the broker lists it as easy to borrow."""
        ...
