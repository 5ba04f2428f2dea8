"""Stop when the broker keeps rejecting orders."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.domain.values import Duration
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue, DurationValue


class RejectRateParams(GuardParams):
    """Parameters of `{kind: reject_rate}`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="Rejected orders within the window at which it trips.", examples=[5]
    )
    window: Annotated[DurationValue, Looser.DOWN] = Field(
        default=Duration(600, "10m"), description="How long they are counted.", examples=["10m"]
    )
