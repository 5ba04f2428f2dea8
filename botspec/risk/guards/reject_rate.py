"""Stop when the broker keeps rejecting orders."""

from __future__ import annotations

from pydantic import Field

from botspec.domain.values import Duration
from botspec.spec.guard_params import GuardParams
from botspec.spec.units import CountValue, DurationValue


class RejectRateParams(GuardParams):
    """Parameters of `{kind: reject_rate}`."""

    limit: CountValue = Field(description="Rejected orders within the window at which it trips.", examples=[5])
    window: DurationValue = Field(
        default=Duration(600, "10m"), description="How long they are counted.", examples=["10m"]
    )
