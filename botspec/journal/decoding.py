"""From parsed JSON back to values: what does not fit the type hints exactly is refused."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Hint = Any  # a type as annotations write it
Raw = Any  # what json.loads returns
Decode = Callable[[Raw], Any]
_NOT_FINITE = ("nan", "inf", "-inf")


class Malformed(ValueError):
    """A body that no row could have been written as."""


@cache
def decoder(kind: Hint) -> Decode:
    """The decoder of a type hint; a TypeError names a hint that has none."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(kind)
    return _generic(kind)


def _generic(kind: Hint) -> Decode:
    origin: Hint = get_origin(kind)
    arguments = get_args(kind)
    if origin in (Union, types.UnionType) and type(None) in arguments:
        return _optional(decoder(next(each for each in arguments if each is not type(None))))
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return _sequence(decoder(arguments[0]))
    if origin is Mapping and arguments[0] is str:
        return _mapping(decoder(arguments[1]))
    raise TypeError(f"no journal decoding for {kind!r}")


def _record(cls: type[Any]) -> Decode:
    hints = get_type_hints(cls)
    parts = {each.name: decoder(hints[each.name]) for each in fields(cls)}
    names = frozenset(parts)
    required = {each.name for each in fields(cls) if each.default is MISSING and each.default_factory is MISSING}

    def decode(raw: Raw) -> object:
        if type(raw) is not dict or not required <= raw.keys() <= names:
            _check_keys(cls.__name__, raw, names, required)
        return cls(**{name: parts[name](value) for name, value in raw.items()})

    return decode


def _check_keys(name: str, raw: Raw, names: frozenset[str], required: set[str]) -> None:
    # A field with a default may be absent: that is how a later version adds one, and how None is not written.
    present = _exactly(dict, raw).keys()
    if unknown := present - names:
        raise Malformed(f"{name} does not know {', '.join(sorted(unknown))}")
    if missing := required - present:
        raise Malformed(f"{name} lacks {', '.join(sorted(missing))}")


def _member(kind: type[StrEnum]) -> Decode:
    members = {each.value: each for each in kind}

    def decode(raw: Raw) -> StrEnum:
        if type(raw) is not str or raw not in members:
            raise Malformed(f"{raw!r} is no {kind.__name__}")
        return members[raw]

    return decode


def _optional(decode: Decode) -> Decode:
    return lambda raw: None if raw is None else decode(raw)


def _sequence(decode: Decode) -> Decode:
    return lambda raw: tuple([decode(part) for part in _exactly(list, raw)])


def _mapping(decode: Decode) -> Decode:
    return lambda raw: {key: decode(part) for key, part in _exactly(dict, raw).items()}


def _exactly(kind: type[Any], raw: Raw) -> Raw:
    if type(raw) is not kind:
        raise Malformed(f"{raw!r} is no {kind.__name__}")
    return raw


def _string(raw: Raw) -> str:
    if type(raw) is str:
        return raw
    raise Malformed(f"{raw!r} is no str")


def _decimal(raw: Raw) -> Decimal:
    try:
        return Decimal(_string(raw))
    except InvalidOperation as error:
        raise Malformed(f"{raw!r} is no decimal") from error


@lru_cache(maxsize=256)
def _moment(raw: str) -> datetime:
    if not raw.endswith("Z"):
        raise Malformed(f"{raw!r} is no UTC time")
    return datetime.fromisoformat(raw)


def _datetime(raw: Raw) -> datetime:
    return _moment(_string(raw))


def _date(raw: Raw) -> date:
    return date.fromisoformat(_string(raw))


def _float(raw: Raw) -> float:
    if type(raw) is float or raw in _NOT_FINITE:
        return float(raw)
    raise Malformed(f"{raw!r} is no float")


_SCALARS: dict[Any, Decode] = {
    str: _string,
    int: lambda raw: _exactly(int, raw),
    bool: lambda raw: _exactly(bool, raw),
    float: _float,
    Decimal: _decimal,
    datetime: _datetime,
    date: _date,
}
