"""Where a secret is found: `env:NAME` or `file:PATH`. The secret itself never stands in a spec."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse

_REFERENCE = r"env:[A-Z][A-Z0-9_]{0,99}|file:[^\s'\x22]{1,400}"
_MATCHER = re.compile(_REFERENCE)


def reference(value: object) -> str:
    """The reference as written; nothing is read."""
    if isinstance(value, str) and _MATCHER.fullmatch(value):
        return value
    raise refuse("BS407", "a secret stands here by reference only", "write env:NAME or file:PATH")


ReferenceValue = Annotated[
    str,
    Reads(reference),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^({_REFERENCE})$",
            "description": "A secret by reference: an environment variable, or a file that only the owner can read.",
            "examples": ["env:BOTSPEC_ALERT_URL", "file:/run/secrets/alert_url"],
        }
    ),
]
