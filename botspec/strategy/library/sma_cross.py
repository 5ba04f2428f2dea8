"""Hold while a fast average is above a slow one.

The rules are in sma_cross.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.strategy.library.bars import BarsCount, check_slower


class SmaCrossParams(Params):
    """Parameters of `strategy: {kind: sma_cross}`."""

    fast: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=50, description="Bars of the fast average.", examples=[50]
    )
    slow: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=200, description="Bars of the slow average, more of them.", examples=[200]
    )

    @model_validator(mode="after")
    def _slower(self) -> Self:
        check_slower(self, self.fast, self.slow)
        return self
