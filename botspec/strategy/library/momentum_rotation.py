"""Every month hold the strongest few that are above their long average.

The rules are in momentum_rotation.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import CountValue
from botspec.strategy.library.bars import BarsCount


class MomentumRotationParams(Params):
    """Parameters of `strategy: {kind: momentum_rotation}`."""

    weighs: ClassVar[bool] = True

    lookback: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=120, description="Bars of the momentum.", examples=[120]
    )
    trend: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=200, description="Bars of the average that is to be below.", examples=[200]
    )
    top: Annotated[CountValue, Looser.BEHAVIOUR] = Field(default=3, description="How many are held.", examples=[3])
