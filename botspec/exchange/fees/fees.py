"""What a fee model is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from botspec.domain.orders import Side


class Fees(Protocol):
    """What one execution costs; the exchange adds up a session and rounds each type up to the cent."""

    @property
    def kind(self) -> str:
        """Its name in a spec: what a simulator in another process is told."""
        ...

    def of(self, side: Side, quantity: Decimal, price: Decimal, on: date) -> Mapping[str, Decimal]:
        """Exact USD by fee type (`REG`, `TAF`, `CAT`), only the types that are due."""
        ...
