"""Buy what has fallen far below its mean while its longer momentum is up.

The rules are in mean_reversion_momentum.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from botspec.expressions import MAX_PERIOD
from botspec.spec.params import Params
from botspec.spec.refuse import refuse
from botspec.spec.units import CountValue, NumberValue

LEAST = 2


def _bars(value: int) -> int:
    if not LEAST <= value <= MAX_PERIOD:
        raise refuse(
            "BS105", f"'{value}' is not between {LEAST} and {MAX_PERIOD}", "write a number of bars, such as 20"
        )
    return value


_Bars = Annotated[CountValue, AfterValidator(_bars)]


class MeanReversionMomentumParams(Params):
    """Parameters of `strategy: {kind: mean_reversion_momentum}`."""

    lookback: _Bars = Field(default=20, description="Bars of the mean and its deviation.", examples=[20])
    entry_z: NumberValue = Field(default=Decimal(1), description="Deviations below the mean to enter at.", examples=[1])
    exit_z: NumberValue = Field(default=Decimal(0), description="Deviations at which to leave.", examples=[0])
    momentum_bars: _Bars = Field(default=60, description="Bars of the momentum.", examples=[60])

    @field_validator("entry_z")
    @classmethod
    def _below_the_mean(cls, value: Decimal) -> Decimal:
        if value < 0:
            message = f"'{value}' is below 0: entry_z already counts downwards from the mean"
            raise refuse("BS105", message, f"write {-value}")
        return value

    @field_validator("exit_z")
    @classmethod
    def _above_the_entry(cls, value: Decimal, info: ValidationInfo) -> Decimal:
        entry = info.data.get("entry_z")
        if entry is not None and value < -entry:
            message = f"'{value}' is below the entry at {-entry}: what is bought would be sold at once"
            raise refuse("BS105", message, f"write {-entry} or more, such as 0")
        return value
