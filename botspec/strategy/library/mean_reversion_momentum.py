"""Buy what has fallen far below its mean while its longer momentum is up.

The rules are in mean_reversion_momentum.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.refuse import refuse
from botspec.spec.units import NumberValue
from botspec.strategy.library.bars import BarsCount


class MeanReversionMomentumParams(Params):
    """Parameters of `strategy: {kind: mean_reversion_momentum}`."""

    lookback: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=20, description="Bars of the mean and its deviation.", examples=[20]
    )
    entry_z: Annotated[NumberValue, Looser.BEHAVIOUR] = Field(
        default=Decimal(1), description="Deviations below the mean to enter at.", examples=[1]
    )
    exit_z: Annotated[NumberValue, Looser.BEHAVIOUR] = Field(
        default=Decimal(0), description="Deviations at which to leave.", examples=[0]
    )
    momentum_bars: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=60, description="Bars of the momentum.", examples=[60]
    )

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
