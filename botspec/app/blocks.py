"""What a spec can be made of: every block with its parameters, defaults and an example, read off the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from botspec.compiler.catalog import Entry, Family, entries
from botspec.diagnostics.nearest import nearest
from botspec.spec.choice import Choice
from botspec.spec.shape import example, fields, flow, model_at

SHORT = 66  # columns an example may have on one line


class NoSuchBlock(LookupError):
    """There is no block of this kind; `close` is one that may have been meant."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.close = nearest(kind, (entry.kind for entry in entries()))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A key of a block; `default` is None where it must be written, "" where it may be left out."""

    key: str
    default: str | None
    write: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block as a person reads about it; `example` is YAML as it stands in a spec.

    One that does not run is checked by this version, and a run of a spec with it is refused.
    """

    family: Family
    kind: str
    summary: str
    docs: str
    runs: bool
    parameters: tuple[Parameter, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Line:
    """A block in a list."""

    family: Family
    kind: str
    summary: str
    runs: bool


def list_blocks() -> tuple[Line, ...]:
    """A line each, in the order of the catalog."""
    return tuple(Line(entry.family, entry.kind, entry.summary, entry.runs) for entry in entries())


def describe(kind: str) -> tuple[Block, ...]:
    """The block of that kind; several where families share a name, such as `none`. Raises NoSuchBlock."""
    found = tuple(_block(entry) for entry in entries() if entry.kind == kind)
    if not found:
        raise NoSuchBlock(kind)
    return found


def _block(entry: Entry) -> Block:
    parameters = tuple(_parameters(entry.params, "" if entry.has_kind else entry.kind))
    return Block(entry.family, entry.kind, entry.summary, entry.docs, entry.runs, parameters, _example(entry))


def _parameters(model: type[BaseModel], name: str, prefix: str = "") -> Iterator[Parameter]:
    for key, field in fields(model).items():
        shown = name or f"{prefix}{key}"
        below = model_at(model, (key,))
        if below is None or name:
            yield Parameter(shown, _default(field), _write(field), str(field.description or ""))
        else:
            yield Parameter(shown, _default(field), "", str(field.description or ""))
            yield from _parameters(below, "", f"{shown}.")


def _default(field: FieldInfo) -> str | None:
    if field.is_required():
        return None
    default = field.get_default(call_default_factory=True)
    return "" if default is None or isinstance(default, BaseModel) or default in ({}, ()) else flow(_plain(default))


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever a default is
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else str(value)


def _write(field: FieldInfo) -> str:
    """The words to choose from, or an example that is not the default."""
    choice = next((mark.words for mark in field.metadata if isinstance(mark, Choice)), None)
    words = choice or _members(field.annotation)
    told = " | ".join(words) if words else example(field) if field.examples else ""
    return "" if told == _default(field) else told


def _members(annotation: object) -> list[str]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [member.value for member in annotation]
    return next((found for part in get_args(annotation) if (found := _members(part))), [])


def _example(entry: Entry) -> str:
    values = _values(entry.params)
    match entry.family:
        case Family.LIMIT:
            return f"risk:\n  limits: {{{entry.kind}: {flow(values['limit'])}}}\n"
        case Family.GUARD:
            return f"risk:\n  guards:\n    - {flow({'kind': entry.kind, **values})}\n"
        case Family.SLIPPAGE | Family.FEES:
            return f"simulation:\n  {entry.family}: {flow({'kind': entry.kind, **values})}\n"
        case Family.STRATEGY | Family.SIZING:
            return _lines(entry.family.value, {"kind": entry.kind, **values})


def _values(model: type[BaseModel]) -> dict[str, Any]:
    """What must be written, by its example; where nothing must, everything, by its default."""
    required = {key: field for key, field in fields(model).items() if field.is_required()}
    shown = {key: field for key, field in fields(model).items() if key in getattr(model, "shown", ())}
    return {key: _value(model, key, field) for key, field in (required or shown or fields(model)).items()}


def _value(model: type[BaseModel], key: str, field: FieldInfo) -> Any:  # noqa: ANN401  a plain value
    if field.examples and (field.is_required() or key in getattr(model, "shown", ())):
        return field.examples[0]
    below = model_at(model, (key,))
    return _values(below) if below is not None and field.is_required() else (_default(field) or example(field))


def _lines(key: str, value: dict[str, Any]) -> str:
    """In braces where that is short, else a line a key."""
    short = f"{key}: {flow(value)}"
    if len(short) <= SHORT and not any(isinstance(inner, dict) for inner in value.values()):
        return f"{short}\n"
    return f"{key}:\n" + "".join(f"  {line}\n" for name, inner in value.items() for line in _entry(name, inner))


def _entry(name: str, value: Any) -> list[str]:  # noqa: ANN401  a plain value
    if isinstance(value, dict):
        return [f"{name}:", *(f"  {line}" for key, inner in value.items() for line in _entry(key, inner))]
    return [f"{name}: {flow(value)}"]
