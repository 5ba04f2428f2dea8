"""How far an order may be from the price it was decided at."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import RatioValue


class MaxPriceDeviationParams(Params):
    """Parameter of `max_price_deviation`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="How far the price of an order may be from the price at its decision.",
        examples=["3%"],
    )
