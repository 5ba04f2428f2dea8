"""Market orders fill at the opening price made worse by a fixed number of basis points."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Annotated

from pydantic import Field, field_validator

from botspec.domain.orders import Side
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.refuse import refuse
from botspec.spec.units import NumberValue

MOST = Decimal(1000)
BPS = Decimal(10_000)
TICK = Decimal("0.0001")


NOTHING = Decimal(0)


class BpsParams(Params):
    """Parameters of `slippage: {kind: bps}`."""

    bps: Annotated[NumberValue, Looser.BEHAVIOUR] = Field(
        description="Basis points (hundredths of a percent), 0 to 1000.",
        examples=[5],
        json_schema_extra={"minimum": 0, "maximum": int(MOST)},
    )

    @field_validator("bps")
    @classmethod
    def _in_range(cls, value: Decimal) -> Decimal:
        if not 0 <= value <= MOST:
            raise refuse("BS105", f"'{value}' is not between 0 and {MOST}", "write basis points, such as 5")
        return value


class Bps:
    """Moves the price by `bps`, then to four decimals, both against the order."""

    impact = NOTHING

    def __init__(self, params: BpsParams) -> None:
        self.bps = params.bps
        self._share = params.bps / BPS

    def worsened(self, price: Decimal, side: Side, share: Decimal = NOTHING) -> Decimal:  # noqa: ARG002 - the protocol's shape
        """The price moved by `bps` against `side`, rounded to four decimals against it too."""
        rounding = ROUND_CEILING if side is Side.BUY else ROUND_FLOOR
        moved = (price * (1 + side.sign * self._share)).quantize(TICK, rounding)
        return max(moved, TICK)
