"""No guard, on purpose, with the reason."""

from __future__ import annotations

from pydantic import Field

from botspec.spec.names import Prose
from botspec.spec.params import Params


class NoneParams(Params):
    """Parameters of `{kind: none}`."""

    because: Prose = Field(
        min_length=1, description="Why nothing watches this bot's losses.", examples=["only ever back-tested"]
    )
