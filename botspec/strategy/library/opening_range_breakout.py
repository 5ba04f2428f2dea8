"""Buy what breaks out of the range of the first minutes of a session; flat before its close.

The rules are in opening_range_breakout.yaml; the parameters here are the names they use.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.domain.values import Duration
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import CountValue, DurationValue


class OpeningRangeBreakoutParams(Params):
    """Parameters of `strategy: {kind: opening_range_breakout}`."""

    opening: Annotated[DurationValue, Looser.BEHAVIOUR] = Field(
        default=Duration(900, "15m"), description="The first part of the session, whose range counts.", examples=["15m"]
    )
    last_minutes: Annotated[CountValue, Looser.BEHAVIOUR] = Field(
        default=30, description="Minutes before the close in which it buys no more, and leaves.", examples=[30]
    )
