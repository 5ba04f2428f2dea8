"""A span in bars or in time: `20 bars` or `3d`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from botspec.domain.values import Bars, Duration
from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse
from botspec.spec.units import bars, duration, shape_of

Span = Bars | Duration
_PATTERN = r"^[1-9][0-9]{0,5}( bars|[smhdwy])$"
_NUMBER = re.compile(r"[0-9]+")


def span(value: object) -> Span:
    """`20 bars` -> Bars(20), `3d` -> Duration."""
    match value:
        case Bars() | Duration():
            return value
        case str() if value.endswith("bars"):
            return bars(value)
        case str() if _NUMBER.fullmatch(value):
            raise refuse("BS104", f"expected bars or a duration, was '{value}'", f"write {value} bars or {value}d")
        case str():
            return duration(value)
        case _:
            raise refuse("BS103", f"expected bars or a duration, was {shape_of(value)}", "write 20 bars or 3d")


SpanValue = Annotated[
    Span,
    Reads(span),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": _PATTERN, "description": "Bars or time.", "examples": ["20 bars", "3d"]}
    ),
]
