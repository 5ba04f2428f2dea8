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
        """Its name in a spec."""
        ...

    @property
    def told(self) -> str:
        """`kind`, and its rate where it has one: `exchange.fees.told` reads it back."""
        ...

    @property
    def per_order(self) -> Decimal:
        """USD of commission for an order's first execution."""
        ...

    def of(self, side: Side, quantity: Decimal, price: Decimal, on: date) -> Mapping[str, Decimal]:
        """Exact USD by fee type (`REG`, `TAF`, `CAT`), only the types that are due."""
        ...

    def in_kind(self, *, maker: bool) -> Decimal:
        """The part of what a crypto trade brings that the venue keeps: coins of a buy, USD of a sell."""
        ...
