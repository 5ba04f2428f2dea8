"""From values to canonical JSON text, driven by type hints."""

from __future__ import annotations

import builtins
import math
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import groupby
from json.encoder import encode_basestring_ascii as quote
from typing import Any, Union, get_args, get_origin, get_type_hints

Hint = Any  # a type as annotations write it
Encode = Callable[[Any], str]
_OR_NONE = " | None"
REMEMBERED = 4096  # moments whose text is kept


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
    return _formatted(_text(cls, "value", names), names)


def _formatted(text: str, names: dict[str, Any]) -> Encode:
    exec(f"def encode(value): return f'''{text}'''", names)  # noqa: S102  (no text but field names)
    made: Encode = names["encode"]
    return made


def _text(cls: type[Any], path: str, names: dict[str, Any]) -> str:
    """The inside of that string: records are opened up, everything else goes through an encoder in `names`.

    A field but the first that need not be given is left out while it is None. Such fields mostly stand together, and
    mostly none of them is there: that is asked in one go, and what writes them is made when one is.
    """
    every = fields(cls)
    first, parts = every[0], []
    for left_out, run in groupby(every, lambda each: each is not first and each.default is None):
        some = tuple(run)
        parts.append(_where_given(cls, some, path, names) if left_out else _always(cls, some, path, names, first))
    return "{{" + "".join(parts) + "}}"


def _always(cls: type[Any], some: Sequence[Field[Any]], path: str, names: dict[str, Any], first: Field[Any]) -> str:
    hints = _hints(cls, some)
    parts = [f'"{each.name}":{_part(hints[each.name], f"{path}.{each.name}", names)}' for each in some]
    return ("" if some[0] is first else ",") + ",".join(parts)


def _where_given(cls: type[Any], some: Sequence[Field[Any]], path: str, names: dict[str, Any]) -> str:
    none_is_given = " is ".join([*(f"{path}.{each.name}" for each in some), "None"])
    return f'{{"" if {none_is_given} else {_put(names, _Given(cls, some))}({path})}}'


class _Given:
    """Writes those of some fields that are not None."""

    def __init__(self, cls: type[Any], some: Sequence[Field[Any]]) -> None:
        self._cls = cls
        self._some = some
        self._write: Encode | None = None

    def __call__(self, value: object) -> str:
        if self._write is None:
            self._write = self._made()
        return self._write(value)

    def _made(self) -> Encode:
        hints, names = _hints(self._cls, self._some), dict[str, Any]()
        parts = [_given_field(each.name, encoder(_given(hints[each.name])), names) for each in self._some]
        return _formatted("".join(parts), names)


def _given_field(name: str, encode: Encode, names: dict[str, Any]) -> str:
    write = _put(names, lambda told: f',"{name}":{encode(told)}')
    return f'{{"" if value.{name} is None else {write}(value.{name})}}'


def _hints(cls: type[Any], some: Sequence[Field[Any]] | None = None) -> dict[str, Hint]:
    """As `get_type_hints`, of `some` or all: that reads every text anew, records repeat few, every run waits for it."""
    asked = fields(cls) if some is None else some
    if len(cls.__mro__) > 2 or not all(isinstance(each.type, str) for each in asked):  # noqa: PLR2004  (and object)
        return get_type_hints(cls)
    return {each.name: _hint(cls.__module__, str(each.type)) for each in asked}


@cache
def _hint(module: str, text: str) -> Hint:
    """What an annotation of a module means: a name in it, one that may be None, or anything else there is."""
    if text.endswith(_OR_NONE):
        return _hint(module, text.removesuffix(_OR_NONE)) | None
    named = vars(sys.modules[module]).get(text, vars(builtins).get(text))
    if isinstance(named, type):
        return named
    found: Hint = get_type_hints(type("_", (), {"__module__": module, "__annotations__": {"it": text}}))["it"]
    return found


def _part(hint: Hint, path: str, names: dict[str, Any]) -> str:
    if hint is datetime:
        return f"{{{_put(names, _MOMENTS)}[{path}]}}"
    if hint is Decimal:
        plain = _put(names, _plain)
        return f'"{{text if "E" not in (text := str({path})) else {plain}({path})}}"'
    if hint is int:
        return f"{{{path}:d}}"
    if hint is bool:
        return f'{{"true" if {path} else "false"}}'
    if is_dataclass(hint) and isinstance(hint, type):
        return _text(hint, path, names)
    return f"{{{_put(names, encoder(hint))}({path})}}"


def _put(names: dict[str, Any], what: object) -> str:
    name = f"write{len(names)}"
    names[name] = what
    return name


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
    return f'"{_plain(value)}"'


def _plain(value: Decimal) -> str:
    return f"{value:f}" if value.is_finite() else str(value)


def _datetime(value: datetime) -> str:
    return _MOMENTS[value]


class _Moments(dict[datetime, str]):
    """Most rows are of the few moments around them."""

    def __missing__(self, value: datetime) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        text = self[value] = _moment(value)
        return text


_MOMENTS = _Moments()


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a journal needs an aware time, not {value}")
    universal = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f'"{universal.date().isoformat()}T{universal.time().isoformat("microseconds")}Z"'


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
