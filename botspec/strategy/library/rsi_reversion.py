"""Buy what is oversold while its trend is up.

The rules are in rsi_reversion.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.refuse import refuse
from botspec.spec.unit_hints import plain
from botspec.strategy.library.bars import BarsCount, OfHundred


class RsiReversionParams(Params):
    """Parameters of `strategy: {kind: rsi_reversion}`."""

    period: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=14, description="Bars of the relative strength index.", examples=[14]
    )
    oversold: Annotated[OfHundred, Looser.BEHAVIOUR] = Field(
        default=Decimal(30), description="Strength below which it buys.", examples=[30]
    )
    recovered: Annotated[OfHundred, Looser.BEHAVIOUR] = Field(
        default=Decimal(55), description="Strength above which it sells.", examples=[55]
    )
    trend: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=200, description="Bars of the average that is to be below.", examples=[200]
    )

    @field_validator("recovered")
    @classmethod
    def _above(cls, value: Decimal, info: ValidationInfo) -> Decimal:
        oversold = info.data.get("oversold")
        if oversold is not None and value <= oversold:
            message = f"'{plain(value)}' is not above oversold: what is bought would be sold at once"
            raise refuse("BS105", message, f"write more than {plain(oversold)}")
        return value
