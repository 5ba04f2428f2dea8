"""docs/spec-reference.md from the models: every key, what may be written, and its default."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from botspec.compiler.catalog import Entry, Family, entries
from botspec.spec.choice import Choice
from botspec.spec.model import Block, Spec
from botspec.spec.shape import example, fields, flow, model_at

INTRO = """# Spec reference

Every key of the language in this version. What they do together is in [semantics.md](semantics.md); what rules may say
is in [rules.md](rules.md). Keys that the language keeps for later versions are refused, never ignored.

Values are always written with their unit: `5%`, `20000 USD`, `100 shares`, `3d`, `20 bars`. A scalar is read by the
type of its key, so symbols such as ON, NO and TRUE need no quotes. There are no anchors, merge keys or tags.
"""
TITLES = {
    Family.STRATEGY: "Strategies",
    Family.SIZING: "Sizing",
    Family.LIMIT: "Limits",
    Family.GUARD: "Guards",
    Family.SLIPPAGE: "Slippage",
    Family.FEES: "Fees",
}


def page() -> str:
    """The whole page."""
    parts = [INTRO, "## Keys\n", *_model(Spec, "")]
    for family, title in TITLES.items():
        parts.append(f"## {title}\n")
        parts += [part for entry in entries() if entry.family is family for part in _block(entry)]
    return "\n".join(parts)


def _model(model: type[BaseModel], prefix: str) -> Iterator[str]:
    yield _table(model, prefix)
    for key in fields(model):
        below = model_at(model, (key,))
        if below is not None and below is not Block:
            yield f"### {prefix}{key}\n"
            yield f"{below.__doc__}\n"
            yield from _model(below, f"{prefix}{key}.")


def _block(entry: Entry) -> Iterator[str]:
    module = import_module(entry.module)
    yield f"### {entry.kind}\n"
    yield f"{(module.__doc__ or '').strip()}\n"
    if entry.family is Family.LIMIT:
        field = fields(entry.params)["limit"]
        yield f"{field.description} Example: `{entry.kind}: {example(field)}`.\n"
    elif fields(entry.params):
        yield from _model(entry.params, "")


def _table(model: type[BaseModel], prefix: str) -> str:
    rows = ["| key | default | write | meaning |", "|---|---|---|---|"]
    rows += [
        f"| `{prefix}{key}` | {_default(field)} | {_example(field)} | {field.description} |"
        for key, field in fields(model).items()
    ]
    return "\n".join(rows) + "\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value is PydanticUndefined or value in ({}, (), ""):
        return ""
    if isinstance(value, Block):
        return f"`{flow({'kind': value.kind, **value.settings})}`"
    return "" if isinstance(value, BaseModel) else f"`{flow(value)}`"


def _example(field: FieldInfo) -> str:
    words = _words(field)
    if words:
        return " ".join(f"`{word}`" for word in words)
    return f"`{example(field)}`" if field.examples else ""


def _words(field: FieldInfo) -> list[str]:
    """What may be written, where that is one of a few words."""
    choices = [choice.words for choice in field.metadata if isinstance(choice, Choice)]
    if choices:
        return choices[0]
    if isinstance(field.annotation, type) and issubclass(field.annotation, StrEnum):
        return [member.value for member in field.annotation]
    return [str(word) for word in get_args(field.annotation)] if get_origin(field.annotation) is Literal else []
