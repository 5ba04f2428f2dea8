"""Buy what closes below its lower Bollinger band, sell at the middle.

The rules are in bollinger_reversion.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from botspec.spec.factor import FactorValue
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.strategy.library.bars import BarsCount


class BollingerReversionParams(Params):
    """Parameters of `strategy: {kind: bollinger_reversion}`."""

    period: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(default=20, description="Bars of the bands.", examples=[20])
    width: Annotated[FactorValue, Looser.BEHAVIOUR] = Field(
        default=Decimal(2), description="Standard deviations from the middle.", examples=[2]
    )
