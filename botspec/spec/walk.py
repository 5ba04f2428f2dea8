"""Everything a part of a spec says, value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from botspec.spec.paths import Path


@dataclass(frozen=True, slots=True)
class Said:
    """A value and where it stands; `field` is None for an item of a list or of a mapping of names."""

    path: Path
    value: object
    field: FieldInfo | None

    @property
    def by_default(self) -> bool:
        """True when leaving the key out would mean the same."""
        if self.field is None or self.field.is_required():
            return False
        default = self.field.get_default(call_default_factory=True, validated_data={})
        return default is not PydanticUndefined and bool(self.value == default)


def said(part: BaseModel, at: Path = ()) -> Iterator[Said]:
    """What `part` says directly below `at`, in the order of its model."""
    for name, field in type(part).model_fields.items():
        yield Said((*at, field.alias or name), getattr(part, name), field)


def below(found: Said) -> Iterator[Said]:
    """What a value is made of: the keys of a mapping, the items of a list."""
    match found.value:
        case BaseModel() as part:
            yield from said(part, found.path)
        case tuple() as items:
            yield from (Said((*found.path, index), item, None) for index, item in enumerate(items))
        case Mapping() as items:
            yield from (Said((*found.path, str(key)), item, None) for key, item in items.items())
        case _:
            pass


def everything(part: BaseModel, at: Path = ()) -> Iterator[Said]:
    """All of it, each value before what it is made of."""
    waiting = list(said(part, at))
    while waiting:
        found = waiting.pop(0)
        yield found
        waiting = [*below(found), *waiting]
