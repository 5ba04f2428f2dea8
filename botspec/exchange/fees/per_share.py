"""A commission for each share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from botspec.domain.orders import Side
from botspec.exchange.fees.commission import COMMISSION, ZERO
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import MoneyValue


class PerShareParams(Params):
    """Parameters of `fees: {kind: per_share}`."""

    amount: Annotated[MoneyValue, Looser.BEHAVIOUR] = Field(description="USD for each share.", examples=["0.005 USD"])


class PerShare:
    """So much a share, on both sides."""

    per_order = ZERO
    kind = "per_share"

    def __init__(self, params: PerShareParams) -> None:
        self.rate = params.amount.amount

    @property
    def told(self) -> str:
        """The kind and its rate."""
        return f"per_share {self.rate:f}"

    def of(self, side: Side, quantity: Decimal, price: Decimal, on: date) -> Mapping[str, Decimal]:  # noqa: ARG002
        """Exact USD for the shares of this execution."""
        return {COMMISSION: quantity * self.rate}

    def in_kind(self, *, maker: bool) -> Decimal:  # noqa: ARG002
        """Nothing is kept."""
        return ZERO
