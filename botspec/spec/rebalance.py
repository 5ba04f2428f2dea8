"""When holdings are set anew."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.words import Every, OnSession


class Rebalance(Params):
    """How often, and on which session."""

    every: Annotated[Every, Choice(Every), Looser.BEHAVIOUR] = Field(description="How often.", examples=["month"])
    on: Annotated[OnSession, Choice(OnSession), Looser.BEHAVIOUR] = Field(
        default=OnSession.LAST, description="On which session of it.", examples=["last_session"]
    )
