"""Buy what closes above the highest high of the bars before, sell below their lowest low.

The rules are in donchian_breakout.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.strategy.library.bars import BarsCount


class DonchianBreakoutParams(Params):
    """Parameters of `strategy: {kind: donchian_breakout}`."""

    entry_bars: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=20, description="Bars whose highest high must be broken.", examples=[20]
    )
    exit_bars: Annotated[BarsCount, Looser.BEHAVIOUR] = Field(
        default=10, description="Bars whose lowest low ends it.", examples=[10]
    )
