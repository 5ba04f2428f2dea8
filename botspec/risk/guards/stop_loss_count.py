"""Stop after too many stop losses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue
from botspec.spec.words import Window


class StopLossCountParams(GuardParams):
    """Parameters of `{kind: stop_loss_count}`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="Stop losses in the window at which it trips.", examples=[3]
    )
    window: Annotated[Window, Choice(Window), Looser.DOWN] = Field(
        default=Window.SESSION, description="Where they are counted from.", examples=["session"]
    )
