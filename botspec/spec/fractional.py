"""Parts of shares: a key of every sizing block that asks for an amount of money."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.flag import FlagValue
from botspec.spec.later import LATER
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class FractionalParams(Params):
    """What every sizing block by money has."""

    fractional: Annotated[FlagValue, LATER, Looser.BEHAVIOUR] = Field(
        default=False, description="Also parts of shares (day orders only); whole shares otherwise.", examples=["true"]
    )
