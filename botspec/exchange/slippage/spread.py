"""Market orders pay half of the spread between bid and ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator

from botspec.domain.orders import Side
from botspec.domain.values import Ratio
from botspec.exchange.slippage.bps import NOTHING, Bps, BpsParams
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.refuse import refuse
from botspec.spec.units import RatioValue

HALF_IN_BPS = Decimal(5000)
MOST = Ratio(Decimal("0.2"))


class SpreadParams(Params):
    """Parameters of `slippage: {kind: spread}`."""

    spread: Annotated[RatioValue, Looser.BEHAVIOUR] = Field(
        description="The whole spread as a part of the price, at most 20%; half of it is paid.", examples=["0.04%"]
    )

    @field_validator("spread")
    @classmethod
    def _in_range(cls, value: Ratio) -> Ratio:
        if value.value > MOST.value:
            raise refuse("BS105", f"'{value}' is more than {MOST}", "write the spread, such as 0.04%")
        return value


class Spread:
    """Moves the price by half of the spread, then to four decimals, both against the order."""

    impact = NOTHING

    def __init__(self, params: SpreadParams) -> None:
        self.spread = params.spread.value
        self.bps = params.spread.value * HALF_IN_BPS
        self._half = Bps(BpsParams.model_construct(bps=self.bps))

    def worsened(self, price: Decimal, side: Side, share: Decimal = NOTHING) -> Decimal:  # noqa: ARG002 - the protocol's shape
        """The price moved against `side`."""
        return self._half.worsened(price, side)
