"""The widest spread that is traded."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import RatioValue


class MaxSpreadParams(Params):
    """Parameter of `max_spread`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="The widest spread between bid and ask that is traded, as a part of the price.",
        examples=["0.2%"],
    )
