"""A commission for each order, however much of it fills."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from botspec.domain.orders import Side
from botspec.exchange.fees.commission import ZERO
from botspec.exchange.fees.none import NOTHING
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import MoneyValue


class PerOrderParams(Params):
    """Parameters of `fees: {kind: per_order}`."""

    amount: Annotated[MoneyValue, Looser.BEHAVIOUR] = Field(
        description="USD for each order that fills, once.", examples=["1 USD"]
    )


class PerOrder:
    """So much an order, with its first execution."""

    kind = "per_order"

    def __init__(self, params: PerOrderParams) -> None:
        self.per_order = params.amount.amount

    @property
    def told(self) -> str:
        """The kind and its amount."""
        return f"per_order {self.per_order:f}"

    def of(self, side: Side, quantity: Decimal, price: Decimal, on: date) -> Mapping[str, Decimal]:  # noqa: ARG002
        """Nothing by execution."""
        return NOTHING

    def in_kind(self, *, maker: bool) -> Decimal:  # noqa: ARG002
        """Nothing is kept."""
        return ZERO
