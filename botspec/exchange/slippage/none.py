"""Market orders fill at the opening price exactly."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.orders import Side
from botspec.spec.params import Params

NOTHING = Decimal(0)


class NoneParams(Params):
    """`slippage: {kind: none}` has no parameters."""


class NoSlippage:
    """The published price, to the digit."""

    bps = impact = NOTHING

    def __init__(self, _: NoneParams | None = None) -> None:
        """There is nothing to set."""

    def worsened(self, price: Decimal, side: Side, share: Decimal = NOTHING) -> Decimal:  # noqa: ARG002 - the protocol's shape
        """The price itself."""
        return price
