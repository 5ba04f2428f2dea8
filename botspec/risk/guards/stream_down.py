"""Stop when the broker is not heard."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import DurationValue


class StreamDownParams(GuardParams):
    """Parameters of `{kind: stream_down}`."""

    limit: Annotated[DurationValue, Looser.UP] = Field(description="How long the stream may be down.", examples=["30s"])
