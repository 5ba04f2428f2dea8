"""The largest part of the usual volume that one order may ask for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import RatioValue


class MaxOrderVolumeParams(Params):
    """Parameter of `max_order_volume`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="The largest part of the average volume of 20 bars that one order may ask for.",
        examples=["1%"],
    )
