"""Stop after losing trades in a row."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue


class LossStreakParams(GuardParams):
    """Parameters of `{kind: loss_streak}`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="Losing trades in a row at which it trips.", examples=[4]
    )
