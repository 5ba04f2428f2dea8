"""How far from a price: `4%`, `2 USD`, `3 * atr(14)`, or `{price: RULE}` for the price itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainSerializer, WithJsonSchema

from botspec.domain.values import Money, Ratio
from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse
from botspec.spec.rule_text import NumberText, number_text
from botspec.spec.units import NUMBER, money, ratio, shape_of

_FIX = "write 4%, 2 USD, 3 * atr(14) or {price: close * 0.95}"
_NAMES = re.compile(r"[A-Za-z]")  # a rule of numbers alone would be USD that nobody wrote
_WITH_UNIT = re.compile(r"[0-9.,$\s]*(?:%|percent|USD|usd|\$|dollars?)?\s*")


@dataclass(frozen=True, slots=True)
class RuleDistance:
    """A distance in USD that a rule comes to, read where the position is opened."""

    text: NumberText

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True, slots=True)
class PriceAt:
    """A price in USD that a rule comes to, read where the position is opened."""

    price: NumberText

    def __str__(self) -> str:
        return f"the price {self.price}"


Distance = Ratio | Money | RuleDistance | PriceAt


def distance(value: object) -> Distance:
    """A ratio of the entry price, money a share, a rule in USD, or a price by a rule."""
    match value:
        case Ratio() | Money() | RuleDistance() | PriceAt():
            return value
        case {"price": price, **rest} if not rest:
            return PriceAt(number_text(price))
        case str() if value.startswith("-"):
            fix = value.lstrip("- ")
            alone = bool(_WITH_UNIT.fullmatch(fix))
            message = f"'{value}' has a sign: a distance says only how far"
            raise refuse("BS105", message, f"write {fix}", fix=fix if alone else "")
        case str() if value.endswith(" USD"):
            return money(value)
        case str() if _WITH_UNIT.fullmatch(value):
            return ratio(value)
        case str() if not _NAMES.search(value):
            raise refuse("BS104", f"expected a distance, was '{value}'", _FIX)
        case str():
            return RuleDistance(number_text(value))
        case _:
            raise refuse("BS103", f"expected a distance, was {shape_of(value)}", _FIX)


def _written(value: Distance) -> str | dict[str, str]:
    return {"price": str(value.price)} if isinstance(value, PriceAt) else str(value)


_TEXT: dict[str, Any] = {"type": "string", "pattern": f"^({NUMBER}(%| USD)|.*[a-z].*)$"}
_PRICE: dict[str, Any] = {
    "type": "object",
    "properties": {"price": {"type": ["string", "number"], "description": "A rule that comes to a price."}},
    "required": ["price"],
    "additionalProperties": False,
}

DistanceValue = Annotated[
    Distance,
    Reads(distance),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "description": "How far from the entry price: a ratio, USD a share, a rule in USD, or a price by a rule.",
            "examples": ["4%", "2 USD", "3 * atr(14)", {"price": "lowest(low, 10)"}],
            "anyOf": [_TEXT, _PRICE],
        }
    ),
]
