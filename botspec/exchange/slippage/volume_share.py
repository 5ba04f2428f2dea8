"""The larger a part of the bar an order takes, the worse its price."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

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
