"""A commission on the money that changes hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from botspec.domain.orders import Side
from botspec.exchange.fees.commission import COMMISSION, ZERO
from botspec.spec.factor import FactorValue
from botspec.spec.looser import Looser
from botspec.spec.params import Params

BPS = Decimal(10_000)


class BpsParams(Params):
    """Parameters of `fees: {kind: bps}`."""

    bps: Annotated[FactorValue, Looser.BEHAVIOUR] = Field(
        description="Basis points (hundredths of a percent) of quantity times price.", examples=[1]
    )


class Bps:
    """A part of the principal, on both sides."""

    per_order = ZERO
    kind = "bps"

    def __init__(self, params: BpsParams) -> None:
        self.bps = params.bps
        self.rate = params.bps / BPS

    @property
    def told(self) -> str:
        """The kind and its rate."""
        return f"bps {self.bps:f}"

    def of(self, side: Side, quantity: Decimal, price: Decimal, on: date) -> Mapping[str, Decimal]:  # noqa: ARG002
        """Exact USD on the principal of this execution."""
        return {COMMISSION: quantity * price * self.rate}

    def in_kind(self, *, maker: bool) -> Decimal:  # noqa: ARG002
        """The same part of a crypto trade."""
        return self.rate
