"""Immutable records that are cheap to define and to make.

`@record(frozen=True, slots=True)` is `@dataclass(frozen=True, slots=True)` to the type checker, which refuses every
assignment to a field. At run time nothing is asked again: a frozen dataclass sets each field through a call, which is
five times as slow, and a run makes some forty of these an order. The methods of a class are compiled together, which
takes a third of the time that one after the other does at every start
(docs/adr/0008-records-frozen-for-the-type-checker.md).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import MISSING, dataclass, fields

    def record(*, frozen: bool, slots: bool):  # noqa: ANN201
        """A dataclass that is compared and, when `frozen`, hashed by its fields."""

        def made(cls: type) -> type:
            cls.__doc__ = cls.__doc__ or cls.__name__  # a dataclass without words gets its signature, which takes long
            own = set(vars(cls))
            cls = dataclass(slots=slots, init=False, repr=False, eq=False)(cls)
            for name, method in _methods(cls).items():
                if name not in own and (frozen or name != "__hash__"):
                    method.__qualname__ = f"{cls.__qualname__}.{name}"
                    setattr(cls, name, method)
            if not frozen and "__hash__" not in own:
                cls.__hash__ = None
            return cls

        return made

    def _methods(cls: type) -> dict:
        compared = [field.name for field in fields(cls) if field.compare]
        mine, theirs = (f"({_all(owner, compared)})" for owner in ("self", "other"))
        equal = f" return {mine} == {theirs} if other.__class__ is self.__class__ else NotImplemented"
        text = "\n".join(
            [*_init(cls), "def __eq__(self, other):", equal, "def __hash__(self):", f" return hash({mine})"]
        )
        defaults = {f"_{field.name}": field.default for field in fields(cls)}
        factories = {f"_new_{field.name}": field.default_factory for field in fields(cls)}
        found: dict = {}
        exec(text, {**defaults, **factories, "_MISSING": MISSING}, found)  # noqa: S102  names of fields only
        return {**found, "__repr__": _repr}

    def _init(cls: type) -> list[str]:
        given = [field for field in fields(cls) if field.init]
        positional = [_parameter(field) for field in given if not field.kw_only]
        named = [_parameter(field) for field in given if field.kw_only]
        ends = [" self.__post_init__()"] if hasattr(cls, "__post_init__") else [" pass"]
        return [
            f"def __init__({', '.join(['self', *positional, *(['*'] if named else []), *named])}):",
            *(f" self.{field.name} = {_value(field)}" for field in fields(cls) if field.init or _has_default(field)),
            *ends,
        ]

    def _parameter(field: object) -> str:
        if field.default is not MISSING:
            return f"{field.name}=_{field.name}"
        return field.name if field.default_factory is MISSING else f"{field.name}=_MISSING"

    def _value(field: object) -> str:
        if field.default_factory is MISSING:
            return field.name if field.init else f"_{field.name}"
        made = f"_new_{field.name}()"
        return f"{made} if {field.name} is _MISSING else {field.name}" if field.init else made

    def _has_default(field: object) -> bool:
        return field.default is not MISSING or field.default_factory is not MISSING

    def _all(owner: str, names: list[str]) -> str:
        return "".join(f"{owner}.{name}," for name in names)

    def _repr(self: object) -> str:
        told = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
        return f"{self.__class__.__qualname__}({told})"


__all__ = ["Word", "record"]


class Word(StrEnum):
    """A word of the trade; hashed as the text that it is."""

    __hash__ = str.__hash__
