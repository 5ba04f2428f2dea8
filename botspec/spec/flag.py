"""Yes or no: `true` or `false`, and no other spelling."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse
from botspec.spec.units import shape_of

_YES = frozenset({"yes", "on", "y", "1", "true"})
_NO = frozenset({"no", "off", "n", "0", "false"})


def flag(value: object) -> bool:
    """`true` -> True, `false` -> False; a bool passes through."""
    match value:
        case bool():
            return value
        case "true":
            return True
        case "false":
            return False
        case str() if value.lower() in _YES | _NO:
            meant = "true" if value.lower() in _YES else "false"
            raise refuse("BS106", f"'{value}' is not one of the choices", f"write {meant}", fix=meant)
        case _:
            raise refuse("BS106", f"{shape_of(value)} is not one of the choices", "write true or false")


FlagValue = Annotated[
    bool,
    Reads(flag),
    PlainSerializer(bool, return_type=bool),
    WithJsonSchema({"enum": [True, False, "true", "false"]}),
]
