"""A multiple: a plain number above zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse
from botspec.spec.unit_hints import plain
from botspec.spec.units import NUMBER, number


def factor(value: object) -> Decimal:
    """`1.5`; a ratio is another thing."""
    found = number(value)
    if found <= 0:
        raise refuse("BS105", f"'{plain(found)}' is not above zero", "write a number above zero, such as 1.5")
    return found


FactorValue = Annotated[
    Decimal,
    Reads(factor),
    PlainSerializer(plain, return_type=str),
    WithJsonSchema(
        {
            "description": "A number above zero.",
            "examples": [1, 1.5],
            "anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": f"^{NUMBER}$"}],
        }
    ),
]
