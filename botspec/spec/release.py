"""When a tripped guard lets go: `manual`, `next_session` or `{after: 3d}`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from botspec.domain.values import Duration
from botspec.spec.reads import Reads
from botspec.spec.refuse import inside, refuse
from botspec.spec.units import duration, shape_of

_FIX = "write manual, next_session or {after: 3d}"

Release = Literal["manual", "next_session"] | Duration


def release(value: object) -> Release:
    """`manual` waits for a person, `next_session` for the next open, `{after: 3d}` for that much time."""
    match value:
        case Duration():
            return value
        case "manual":
            return "manual"
        case "next_session":
            return "next_session"
        case {"after": after, **rest} if not rest:
            return _after(after)
        case _:
            raise refuse("BS106", f"{shape_of(value)} is not a release", _FIX)


def _after(value: object) -> Duration:
    try:
        return duration(value)
    except PydanticCustomError as error:
        raise inside("after", error) from None


def _written(value: Release) -> str | dict[str, str]:
    return {"after": str(value)} if isinstance(value, Duration) else value


ReleaseValue = Annotated[
    Release,
    Reads(release),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "description": "When the guard lets go after a trip.",
            "anyOf": [
                {"enum": ["manual", "next_session"]},
                {
                    "type": "object",
                    "description": "Lets go after a wait, such as {after: 3d}.",
                    "properties": {
                        "after": {
                            "type": "string",
                            "pattern": r"^[1-9][0-9]{0,5}[smhdwy]$",
                            "description": "How long to wait after a trip.",
                            "examples": ["3d"],
                        }
                    },
                    "required": ["after"],
                    "additionalProperties": False,
                },
            ],
        }
    ),
]
