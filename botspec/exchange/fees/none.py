"""No fees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from botspec.domain.orders import Side
from botspec.spec.params import Params


class NoneParams(Params):
    """`fees: {kind: none}` has no parameters."""


class NoFees:
    """Trading is free."""

    kind = told = "none"
    per_order = Decimal(0)

    def __init__(self, _: NoneParams | None = None) -> None:
        """There is nothing to set."""

    def of(self, side: Side, quantity: Decimal, price: Decimal, on: date) -> Mapping[str, Decimal]:  # noqa: ARG002
        """Nothing is due."""
        return NOTHING

    def in_kind(self, *, maker: bool) -> Decimal:  # noqa: ARG002
        """Nothing is kept."""
        return Decimal(0)


NOTHING: Mapping[str, Decimal] = MappingProxyType({})
