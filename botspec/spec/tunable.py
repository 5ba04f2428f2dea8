"""A named number, and the range in which a tuner may move it: `14` or `{value: 30, range: [20, 40], step: 5}`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from botspec.spec.reads import Reads
from botspec.spec.refuse import inside, refuse
from botspec.spec.unit_hints import plain
from botspec.spec.units import NUMBER, number

_SHAPE = "write 30, or {value: 30, range: [20, 40], step: 5}"
_KEYS = frozenset({"value", "range", "step"})


@dataclass(frozen=True, slots=True)
class Param:
    """`value` is what every run uses; the range is kept for tuning."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None

    @property
    def ranged(self) -> bool:
        """True when a tuner may move it."""
        return self.low is not None

    def __str__(self) -> str:
        return plain(self.value)


def param(value: object) -> Param:
    """A plain number, or one with a range; a Param passes through."""
    match value:
        case Param():
            return value
        case dict():
            return _ranged(value)
        case _:
            return Param(number(value))


def _ranged(value: dict[str, Any]) -> Param:
    for key in value:
        if key not in _KEYS:
            raise inside(key, refuse("BS101", f"unknown key '{key}'", "remove it", "known here: value, range or step"))
    if "value" not in value or ("range" not in value and "step" in value):
        missing = "value" if "value" not in value else "range"
        raise refuse("BS102", f"missing key '{missing}'", _SHAPE)
    chosen = _number("value", value["value"])
    if "range" not in value:
        return Param(chosen)
    low, high = _bounds(value["range"])
    if not low <= chosen <= high:
        message = f"'{plain(chosen)}' is not between {plain(low)} and {plain(high)}"
        raise inside("value", refuse("BS105", message, "write a value inside the range"))
    return Param(chosen, low, high, _step(value.get("step"), high - low))


def _bounds(value: object) -> tuple[Decimal, Decimal]:
    match value:
        case [first, last] | (first, last):
            low, high = _number("range", first), _number("range", last)
            if low < high:
                return low, high
            raise inside("range", refuse("BS105", f"[{first}, {last}] is no range", "write the lower end first"))
        case _:
            raise inside("range", refuse("BS103", "a range has two ends", "write [20, 40]"))


def _step(value: object, width: Decimal) -> Decimal | None:
    if value is None:
        return None
    step = _number("step", value)
    if not 0 < step <= width:
        message = f"'{plain(step)}' does not fit into the range"
        raise inside("step", refuse("BS105", message, f"write a step above 0, at most {plain(width)}"))
    return step


def _number(key: str, value: object) -> Decimal:
    try:
        return number(value)
    except PydanticCustomError as error:
        raise inside(key, error) from None


_NUMBER: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^-?{NUMBER}$"}]}
_RANGED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "value": _NUMBER | {"description": "What every run uses."},
        "range": {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2, "description": "Kept for tuning."},
        "step": _NUMBER | {"description": "Kept for tuning."},
    },
    "required": ["value"],
    "dependentRequired": {"step": ["range"]},
    "additionalProperties": False,
}

ParamValue = Annotated[
    Param,
    Reads(param),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "description": "A named number; a range is kept for tuning.",
            "examples": [14, 0.5, {"value": 30, "range": [20, 40], "step": 5}],
            "anyOf": [*_NUMBER["anyOf"], _RANGED],
        }
    ),
]
