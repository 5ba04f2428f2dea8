"""Hold while the MACD is above its signal line.

The rules are in macd_trend.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.strategy.library.bars import BarsCount, check_slower


class MacdTrendParams(Params):
    """Parameters of `strategy: {kind: macd_trend}`."""

    fast: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=12, description="Bars of the fast average.", examples=[12]
    )
    slow: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=26, description="Bars of the slow average, more of them.", examples=[26]
    )
    smoothing: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=9, description="Bars of the signal line.", examples=[9]
    )

    @model_validator(mode="after")
    def _slower(self) -> Self:
        check_slower(self, self.fast, self.slow)
        return self
