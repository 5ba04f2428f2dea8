"""From values to canonical JSON text, driven by type hints."""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from json.encoder import encode_basestring_ascii as quote
from typing import Any, Union, get_args, get_origin, get_type_hints

Hint = Any  # a type as annotations write it
Encode = Callable[[Any], str]
LARGE = 10  # fields from which on a record's text is kept for a while
REMEMBERED = 256  # records of one class


@cache
def encoder(kind: Hint) -> Encode:
    """The encoder of a type hint; a TypeError names a hint that has none."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return quote
    return _generic(kind)


def _generic(kind: Hint) -> Encode:
    origin: Hint = get_origin(kind)
    arguments = get_args(kind)
    given = _given(kind)
    if given is not None:
        return _optional(encoder(given))
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return _sequence(encoder(arguments[0]))
    if origin is Mapping and arguments[0] is str:
        return _mapping(encoder(arguments[1]))
    raise TypeError(f"no journal encoding for {kind!r}")


def _record(cls: type[Any]) -> Encode:
    """One formatted string a class, put together from its field names as dataclasses put together `__init__`.

    It is what every row of a run goes through: looking fields up one by one took three times as long.
    """
    names: dict[str, Any] = {}
    exec(f"def encode(value): return f'''{_text(cls, 'value', names)}'''", names)  # noqa: S102  (no text but field names)
    made: Encode = names["encode"]
    return made


def _text(cls: type[Any], path: str, names: dict[str, Any]) -> str:
    """The inside of that string: small records are opened up, everything else goes through an encoder in `names`."""
    hints = get_type_hints(cls)
    parts = [f'"{each.name}":{_part(hints[each.name], f"{path}.{each.name}", names)}' for each in fields(cls)]
    return "{{" + ",".join(parts) + "}}"


def _part(hint: Hint, path: str, names: dict[str, Any]) -> str:
    if is_dataclass(hint) and isinstance(hint, type) and not _is_large(hint):
        return _text(hint, path, names)
    given = _given(hint)
    inner = hint if given is None else given
    write = f"write{len(names)}"
    names[write] = _remembered(inner) if _is_large(inner) else encoder(inner)
    known = f"{write}({path})"
    return f"{{{known}}}" if given is None else f'{{"null" if {path} is None else {known}}}'


def _is_large(hint: Hint) -> bool:
    return is_dataclass(hint) and len(fields(hint)) >= LARGE


@cache
def _remembered(kind: Hint) -> Encode:
    """Large parts of rows are written more than once: a wish with its order again, a request with all its states."""
    encode = encoder(kind)
    known: dict[int, tuple[object, str]] = {}

    def encode_once(value: object) -> str:
        found = known.get(id(value))  # known keeps the value, so its id is its own
        if found is not None:
            return found[1]
        if len(known) >= REMEMBERED:
            known.clear()
        text = encode(value)
        known[id(value)] = value, text
        return text

    return encode_once


def _given(hint: Hint) -> Hint | None:
    """What an optional hint is when it is not None; None for any other hint."""
    origin: Hint = get_origin(hint)
    if origin not in (Union, types.UnionType) or type(None) not in get_args(hint):
        return None
    return next(each for each in get_args(hint) if each is not type(None))


def _optional(encode: Encode) -> Encode:
    return lambda value: "null" if value is None else encode(value)


def _sequence(encode: Encode) -> Encode:
    return lambda value: "[" + ",".join([encode(part) for part in value]) + "]" if value else "[]"


def _mapping(encode: Encode) -> Encode:
    return lambda value: "{" + ",".join([f"{quote(key)}:{encode(value[key])}" for key in sorted(value)]) + "}"


def _decimal(value: Decimal) -> str:
    text = str(value)
    return f'"{value:f}"' if "E" in text else f'"{text}"'


@lru_cache(maxsize=256)
def _datetime(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a journal needs an aware time, not {value}")
    universal = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f'"{universal.isoformat(timespec="microseconds")[:-6]}Z"'


def _date(value: date) -> str:
    return f'"{value.isoformat()}"'


def _float(value: float) -> str:
    text = float.__repr__(float(value))
    return text if math.isfinite(value) else f'"{text}"'


def _integer(value: int) -> str:
    return int.__repr__(int(value))


def _boolean(value: bool) -> str:  # noqa: FBT001
    return "true" if value else "false"


_SCALARS: dict[Any, Encode] = {
    str: quote,
    int: _integer,
    float: _float,
    bool: _boolean,
    Decimal: _decimal,
    datetime: _datetime,
    date: _date,
}
