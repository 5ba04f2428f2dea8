"""Parts of the session in which nothing is opened."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.refuse import refuse
from botspec.spec.units import DurationValue


class NoEntrySpans(Params):
    """The first and last part of a session."""

    first: Annotated[DurationValue | None, Looser.DOWN] = Field(
        default=None, description="After the open.", examples=["15m"]
    )
    last: Annotated[DurationValue | None, Looser.DOWN] = Field(
        default=None, description="Before the close, early closes included.", examples=["30m"]
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.first is None and self.last is None:
            raise refuse("BS102", "missing key 'first' or 'last'", "add first: 15m")
        return self

    def __str__(self) -> str:
        return ", ".join(f"{key} {value}" for key, value in (("first", self.first), ("last", self.last)) if value)


class NoEntryParams(Params):
    """Parameter of `no_entry`."""

    limit: Annotated[NoEntrySpans, Looser.PARTS] = Field(
        description="How long nothing is opened after the open and before the close.",
        examples=[{"first": "15m", "last": "30m"}],
    )
