"""Who is told, and of what."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.part import Part
from botspec.spec.reference import ReferenceValue
from botspec.spec.words import AlertEvent


class Alert(Part):
    """A message to one address."""

    to: Annotated[ReferenceValue, Looser.BEHAVIOUR] = Field(
        description="Where the address stands: it is a secret, so by reference only.",
        examples=["env:BOTSPEC_ALERT_URL"],
    )
    events: Annotated[tuple[Annotated[AlertEvent, Choice(AlertEvent)], ...], Looser.DOWN] = Field(
        min_length=1, description="What is told.", examples=[["halt", "error"]]
    )
