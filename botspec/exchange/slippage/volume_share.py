"""The larger a part of the bar an order takes, the worse its price."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Annotated

from pydantic import Field

from botspec.domain.orders import Side
from botspec.exchange.slippage.bps import NOTHING, TICK
from botspec.spec.factor import FactorValue
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class VolumeShareParams(Params):
    """Parameters of `slippage: {kind: volume_share}`."""

    impact: Annotated[FactorValue, Looser.BEHAVIOUR] = Field(
        default=Decimal("0.1"),
        description="The price moves by this times the square of the order's part of the bar's volume.",
        examples=[0.1],
    )


class VolumeShare:
    """price x (1 + impact x share^2), then to four decimals, both against the order; share = shares / bar's volume."""

    bps = NOTHING

    def __init__(self, params: VolumeShareParams) -> None:
        self.impact = params.impact

    def worsened(self, price: Decimal, side: Side, share: Decimal) -> Decimal:
        """The price moved against `side`; an order as large as the bar, or larger, by `impact` of it."""
        rounding = ROUND_CEILING if side is Side.BUY else ROUND_FLOOR
        moved = price * (1 + side.sign * self.impact * share * share)
        return max(moved.quantize(TICK, rounding), TICK)
