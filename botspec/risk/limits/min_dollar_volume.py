"""The least that must trade in a symbol."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.units import MoneyValue


class MinDollarVolumeParams(Params):
    """Parameter of `min_dollar_volume`."""

    limit: Annotated[MoneyValue, Looser.DOWN] = Field(
        description="The least that must trade in a symbol on an average day of the last 20.",
        examples=["5000000 USD"],
    )
