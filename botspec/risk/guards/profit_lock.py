"""Stop when a gain is being given back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import RatioValue
from botspec.spec.words import Window


class ProfitLockParams(GuardParams):
    """Parameters of `{kind: profit_lock}`."""

    after: Annotated[RatioValue, Looser.UP] = Field(
        description="Gain in the window from which it watches.", examples=["3%"]
    )
    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="Part of the highest gain that is given back when it trips.", examples=["50%"]
    )
    window: Annotated[Window, Choice(Window), Looser.ANY] = Field(
        default=Window.SESSION, description="Where the gain is counted from.", examples=["session"]
    )
