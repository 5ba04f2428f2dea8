"""A block's parameter model with every key optional: a ceiling names only what it bounds."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import create_model

from botspec.spec.params import Params

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


@cache
def partial(model: type[Params]) -> type[Params]:
    """The keys and readings of `model`, none of them required; what is left out is None."""
    fields: dict[str, Any] = {name: _optional(field) for name, field in model.model_fields.items()}
    return create_model(f"{model.__name__}Ceiling", __base__=Params, **fields)


def _optional(field: FieldInfo) -> tuple[Any, FieldInfo]:
    free = copy(field)
    free.default, free.default_factory = None, None
    return field.annotation, free
