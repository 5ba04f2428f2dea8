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

Decode = Callable[[Any], Any]
_NOT_FINITE = ("nan", "inf", "-inf")


class Malformed(ValueError):
    """A body that no row could have been written as."""


@cache
def decoder(kind: Any) -> Decode:
    """The decoder of a type hint; a TypeError names a hint that has none."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    if is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(kind)
    return _generic(kind)


def _generic(kind: Any) -> Decode:
    origin, arguments = get_origin(kind), get_args(kind)
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
    required = {each.name for each in fields(cls) if each.default is MISSING and each.default_factory is MISSING}

    def decode(raw: Any) -> Any:
        if type(raw) is not dict:
            raise Malformed(f"{cls.__name__} needs an object")
        if missing := required - raw.keys():
            raise Malformed(f"{cls.__name__} lacks {', '.join(sorted(missing))}")
        try:
            return cls(**{name: parts[name](value) for name, value in raw.items()})
        except KeyError as error:
            raise Malformed(f"{cls.__name__} does not know {error}") from error

    return decode


def _member(kind: type[StrEnum]) -> Decode:
    members = {each.value: each for each in kind}

    def decode(raw: Any) -> StrEnum:
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


def _exactly(kind: type[Any], raw: Any) -> Any:
    if type(raw) is not kind:
        raise Malformed(f"{raw!r} is no {kind.__name__}")
    return raw


def _decimal(raw: Any) -> Decimal:
    try:
        return Decimal(_exactly(str, raw))
    except InvalidOperation as error:
        raise Malformed(f"{raw!r} is no decimal") from error


@lru_cache(maxsize=256)
def _moment(raw: str) -> datetime:
    if not raw.endswith("Z"):
        raise Malformed(f"{raw!r} is no UTC time")
    return datetime.fromisoformat(raw)


def _datetime(raw: Any) -> datetime:
    return _moment(_exactly(str, raw))


def _date(raw: Any) -> date:
    return date.fromisoformat(_exactly(str, raw))


def _float(raw: Any) -> float:
    if type(raw) is float or raw in _NOT_FINITE:
        return float(raw)
    raise Malformed(f"{raw!r} is no float")


_SCALARS: dict[Any, Decode] = {
    str: lambda raw: _exactly(str, raw),
    int: lambda raw: _exactly(int, raw),
    bool: lambda raw: _exactly(bool, raw),
    float: _float,
    Decimal: _decimal,
    datetime: _datetime,
    date: _date,
}
