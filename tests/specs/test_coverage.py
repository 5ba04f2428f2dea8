"""Every key and every word of the language stands in a spec under ok/; every code has a pair under bad/."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from inspect import get_annotations
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from botspec.compiler.catalog import entries
from botspec.compiler.check import check
from botspec.diagnostics.codes import CODES
from botspec.spec.choice import Choice
from botspec.spec.decide import Decision
from botspec.spec.distance import PriceAt, RuleDistance
from botspec.spec.model import Spec
from botspec.spec.part import Block
from botspec.spec.walk import Said, below, said

HERE = Path(__file__).parent
OK, BAD = HERE / "ok", HERE / "bad"
NOT_A_SPEC = {"BS001", "BS002", "BS003", "BS004", "BS008", "BS009"} | {code for code in CODES if code[2] == "6"}
"""Files that cannot be read, or whose mistake cannot be printed: their pages have escapes for it.

What a policy refuses is no mistake of the spec alone: those pages have both files.
"""
Used = tuple[str, str, str]


def owner(model: type[BaseModel], name: str) -> str:
    """The class that a key is written in, wherever it is inherited."""
    return next(each.__name__ for each in reversed(model.__mro__) if name in get_annotations(each))


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """`model` and all it is made of."""
    yield model
    for field in model.model_fields.values():
        for inner in nested(field.annotation):
            yield from models(inner)


def nested(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation is not Block:
            yield annotation
        return
    for part in get_args(annotation):
        yield from nested(part)


def words(annotation: Any, metadata: list[Any]) -> set[str]:
    """The words that may be written."""
    found = {word for mark in metadata if isinstance(mark, Choice) for word in mark.words}
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return found or {member.value for member in annotation}
    if get_origin(annotation) is Literal:
        return found | {str(word) for word in get_args(annotation)}
    for part in get_args(annotation):
        found |= words(part, list(getattr(part, "__metadata__", ())))
    return found


def demanded() -> set[Used]:
    tops: list[type[BaseModel]] = [Spec, *(entry.params for entry in entries())]
    found: set[Used] = set()
    for model in {each for top in tops for each in models(top)}:
        for name, field in model.model_fields.items():
            at = owner(model, name)
            found.add((at, name, ""))
            found |= {(at, name, word) for word in words(field.annotation, field.metadata)}
    return found


@cache
def used() -> frozenset[Used]:
    found: set[Used] = set()
    for path in sorted(OK.glob("*.yaml")):
        context = check(path.name, path.read_bytes()).context
        assert context is not None, path.name
        parts: list[tuple[BaseModel, tuple[str | int, ...]]] = [(context.spec, ())]
        parts += [(block.params, block.path) for block in context.blocks.all]
        for part, at in parts:
            found |= of_part(part, at, context.document.has)
    return frozenset(found)


def of_part(part: BaseModel, at: tuple[str | int, ...], has: Any) -> set[Used]:
    found: set[Used] = set()
    for name, each in zip(type(part).model_fields, said(part, at), strict=True):
        if not has(each.path) and name != "limit":
            continue
        found.add((owner(type(part), name), name, ""))
        found |= {(owner(type(part), name), name, text) for text in texts(each)}
        for inner in below(each):
            if isinstance(inner.value, BaseModel):
                where = inner.path if not isinstance(each.value, BaseModel) else each.path
                found |= of_part(inner.value, where, has)
        if isinstance(each.value, BaseModel):
            found |= of_part(each.value, at if name == "limit" else each.path, has)
    return found


def texts(each: Said) -> set[str]:
    values = each.value if isinstance(each.value, tuple) else (each.value,)
    return {str(value) for value in values if isinstance(value, str)}


@pytest.mark.parametrize("path", sorted(OK.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_spec_is_there_twice(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(("version: 1\n", "# "))


def test_every_key_and_every_word_is_exercised() -> None:
    missing = {each for each in demanded() if each not in used()}

    assert sorted(missing) == []


def test_every_form_of_a_value_is_exercised() -> None:
    forms: set[str] = set()
    for path in OK.glob("*.yaml"):
        context = check(path.name, path.read_bytes()).context
        assert context is not None
        decide = context.spec.schedule.decide
        forms.add(decide.kind.value if isinstance(decide, Decision) else "")
        for block in context.blocks.guards:
            release = getattr(block.params, "release", None)
            forms.add(release if isinstance(release, str) else type(release).__name__)
        for distance in (context.spec.exits.stop_loss, *(rung.at for rung in context.spec.exits.take_profit)):
            forms.add(type(distance).__name__)
    release = {"manual", "next_session", "Duration"}
    decide_forms = {"bar_close", "before_close", "every"}

    assert forms >= release | decide_forms | {"Ratio", "Money", RuleDistance.__name__, PriceAt.__name__}


@pytest.mark.parametrize("code", sorted(set(CODES) - NOT_A_SPEC))
def test_every_code_has_a_pair(code: str) -> None:
    pairs = [path for path in BAD.glob(f"{code}*.yaml") if path.with_suffix(".out").exists()]

    assert pairs


def test_every_kind_is_exercised() -> None:
    chosen = set()
    for path in OK.glob("*.yaml"):
        context = check(path.name, path.read_bytes()).context
        assert context is not None
        chosen |= {(block.entry.family, block.kind) for block in context.blocks.all}

    assert {(entry.family, entry.kind) for entry in entries()} - chosen == set()
