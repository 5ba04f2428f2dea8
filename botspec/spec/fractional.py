"""Parts of shares: a key of every block that asks for an amount of money."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.flag import FlagValue
from botspec.spec.later import ADDED
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class FractionalParams(Params):
    """What every sizing has, and every strategy with weights of its own."""

    fractional: Annotated[FlagValue, ADDED, Looser.BEHAVIOUR] = Field(
        default=False, description="Also parts of shares (day orders only); whole shares otherwise.", examples=["true"]
    )
