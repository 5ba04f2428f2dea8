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
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

Hint = Any  # a type as annotations write it
Encode = Callable[[Any], str]


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
    if origin in (Union, types.UnionType) and type(None) in arguments:
        return _optional(encoder(next(each for each in arguments if each is not type(None))))
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return _sequence(encoder(arguments[0]))
    if origin is Mapping and arguments[0] is str:
        return _mapping(encoder(arguments[1]))
    raise TypeError(f"no journal encoding for {kind!r}")


def _record(cls: type[Any]) -> Encode:
    template, paths, encoders = _flat(cls, "")
    if len(paths) == 1:
        read_one, encode_one = attrgetter(paths[0]), encoders[0]
        return lambda value: template % encode_one(read_one(value))
    read = attrgetter(*paths)
    return lambda value: template % tuple([encode(part) for encode, part in zip(encoders, read(value))])  # noqa: B905


def _flat(cls: type[Any], path: str) -> tuple[str, list[str], list[Encode]]:
    """Template, attribute paths and encoders of a record, the records inside it opened up: one call writes them all."""
    hints = get_type_hints(cls)
    parts, paths, encoders = [], [], []
    for name in (each.name for each in fields(cls)):
        template, inner_paths, inner_encoders = _flat_field(hints[name], path + name)
        parts.append(f'"{name}":{template}')
        paths += inner_paths
        encoders += inner_encoders
    return "{" + ",".join(parts) + "}", paths, encoders


def _flat_field(hint: Hint, path: str) -> tuple[str, list[str], list[Encode]]:
    if is_dataclass(hint) and isinstance(hint, type):
        return _flat(hint, path + ".")
    return "%s", [path], [encoder(hint)]


def _optional(encode: Encode) -> Encode:
    return lambda value: "null" if value is None else encode(value)


def _sequence(encode: Encode) -> Encode:
    return lambda value: "[" + ",".join([encode(part) for part in value]) + "]"


def _mapping(encode: Encode) -> Encode:
    return lambda value: "{" + ",".join([f"{quote(key)}:{encode(value[key])}" for key in sorted(value)]) + "}"


def _decimal(value: Decimal) -> str:
    text = str(value)
    return f'"{value:f}"' if "E" in text else f'"{text}"'


@lru_cache(maxsize=256)
def _datetime(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a journal needs an aware time, not {value}")
    return f'"{value.astimezone(UTC).isoformat(timespec="microseconds")[:-6]}Z"'


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
