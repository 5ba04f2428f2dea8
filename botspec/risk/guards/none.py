"""No guard, on purpose, with the reason."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.names import Prose
from botspec.spec.params import Params


class NoneParams(Params):
    """Parameters of `{kind: none}`."""

    because: Annotated[Prose, Looser.COSMETIC] = Field(
        min_length=1, description="Why nothing watches this bot's losses.", examples=["only ever back-tested"]
    )
