"""The same movement from each position: what swings more gets less money."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.fractional import FractionalParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue, RatioValue


class VolatilityTargetParams(FractionalParams):
    """Parameters of `sizing: {kind: volatility_target}`."""

    target: Annotated[RatioValue, Looser.UP] = Field(
        description="Part of equity that one average true range of the position is worth.", examples=["0.5%"]
    )
    period: Annotated[CountValue, Looser.BEHAVIOUR] = Field(
        default=14, description="Bars of the average true range.", examples=[14]
    )
