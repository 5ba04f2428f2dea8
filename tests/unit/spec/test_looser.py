"""Nobody has to judge which way a change goes: every key of the language says it itself."""

from __future__ import annotations

from typing import get_args, get_origin

import pytest
from pydantic import BaseModel

from botspec.compiler.catalog import entries
from botspec.gitops.policy import Policy
from botspec.spec.looser import Looser, looser
from botspec.spec.model import Spec


def models(of, known):
    if isinstance(of, type) and issubclass(of, BaseModel) and of not in known:
        known.append(of)
        for field in of.model_fields.values():
            models(field.annotation, known)
    for part in get_args(of):
        models(part, known)
    return known


def every_model():
    known = models(Policy, models(Spec, []))
    for entry in entries():
        models(entry.params, known)
    return known


@pytest.mark.parametrize("model", every_model(), ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_every_key_says_which_way_is_looser(model):
    undeclared = [name for name, field in model.model_fields.items() if looser(field) is None]
    assert undeclared == [], "write Annotated[..., Looser.UP] (or DOWN, BEHAVIOUR, COSMETIC, ...) on these keys"


def has_parts(annotation):
    inside = [annotation, *(get_args(annotation) if get_origin(annotation) is not tuple else ())]
    return any(isinstance(part, type) and issubclass(part, BaseModel) for part in inside)


@pytest.mark.parametrize("model", every_model(), ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_a_part_leaves_it_to_its_keys(model):
    parts = {name for name, field in model.model_fields.items() if has_parts(field.annotation)}
    declared = {name for name, field in model.model_fields.items() if looser(field) is Looser.PARTS}
    blocks = {"limits", "guards", "strategy", "sizing", "slippage", "fees"}
    assert declared <= parts | blocks
    assert parts - declared <= {"moved"}


def test_there_are_as_many_keys_as_the_walk_should_find():
    assert sum(len(model.model_fields) for model in every_model()) > 250
