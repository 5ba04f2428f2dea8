"""A moment of a session: `{after_open: 30m}` or `{before_close: 5m}`, right on early closes too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from botspec.domain.values import Duration
from botspec.spec.reads import Reads
from botspec.spec.refuse import inside, refuse
from botspec.spec.units import duration, shape_of

Anchor = Literal["after_open", "before_close"]
_FIX = "write {after_open: 30m} or {before_close: 5m}"


@dataclass(frozen=True, slots=True)
class SessionTime:
    """A span from the open on, or up to the close."""

    anchor: Anchor
    span: Duration

    def __str__(self) -> str:
        return f"{self.span} {self.anchor.replace('_', ' ')}"


def session_time(value: object) -> SessionTime:
    """The mapping of one key; a SessionTime passes through."""
    match value:
        case SessionTime():
            return value
        case {"after_open": span, **rest} if not rest:
            return SessionTime("after_open", _span("after_open", span))
        case {"before_close": span, **rest} if not rest:
            return SessionTime("before_close", _span("before_close", span))
        case str() if ":" in value:
            raise refuse("BS104", f"'{value}' is wrong on a day with an early close", _FIX)
        case _:
            raise refuse("BS103", f"expected a moment of the session, was {shape_of(value)}", _FIX)


def _span(key: str, value: object) -> Duration:
    try:
        return duration(value)
    except PydanticCustomError as error:
        raise inside(key, error) from None


def _anchored(key: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: {"type": "string", "pattern": r"^[1-9][0-9]{0,5}[smhdwy]$"}},
        "required": [key],
        "additionalProperties": False,
    }


SessionTimeValue = Annotated[
    SessionTime,
    Reads(session_time),
    PlainSerializer(lambda value: {value.anchor: str(value.span)}),
    WithJsonSchema(
        {
            "description": "A moment of the session.",
            "examples": [{"after_open": "30m"}, {"before_close": "5m"}],
            "anyOf": [_anchored("after_open"), _anchored("before_close")],
        }
    ),
]
