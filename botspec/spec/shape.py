"""What a model says about its keys: for findings that name what was meant or what to add."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from botspec.spec.params import Params
from botspec.spec.paths import Path

_ENDS_EARLY = re.compile(r"[,\[\]{}]|: | #")


def fields(model: type[BaseModel] | None) -> dict[str, FieldInfo]:
    """The model's fields by the key that a spec writes; what a block has in common with others comes last."""
    if model is None:
        return {}
    own = model.__annotations__ if issubclass(model, Params) else model.model_fields
    ordered = sorted(model.model_fields.items(), key=lambda item: item[0] not in own)
    return {field.alias or name: field for name, field in ordered}


def model_at(model: type[BaseModel] | None, path: Path) -> type[BaseModel] | None:
    """The model of the mapping at `path`, or None where there is none."""
    for step in path:
        if isinstance(step, int):
            continue
        field = fields(model).get(step)
        model = None if field is None else _model_in(field.annotation)
    return model


def example(field: FieldInfo | None) -> str:
    """The field's first example as a spec would write it, or "..."."""
    return flow(field.examples[0]) if field is not None and field.examples else "..."


def flow(value: Any) -> str:  # noqa: ANN401  an example is any plain value
    """A value in YAML's flow style."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_inside(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_inside, value)) + "]"
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def _inside(value: Any) -> str:  # noqa: ANN401
    """In quotes where YAML would end a text of a flow mapping or list too early: `"sma(close, 20)"`."""
    text = flow(value)
    if not isinstance(value, str) or not _ENDS_EARLY.search(text):
        return text
    return f'"{text}"' if '"' not in text else "'" + text.replace("'", "''") + "'"


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  typing has no narrower word
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
