"""Two versions of a model, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from botspec.gitops.category import Category
from botspec.gitops.weigh import weigh
from botspec.spec.looser import Looser, looser
from botspec.spec.paths import Path
from botspec.spec.shape import flow

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A change without its places: `before` and `after` as a spec writes them; `was_at` when it stood elsewhere."""

    category: Category
    path: Path
    before: str | None
    after: str | None
    note: str = ""
    was_at: Path | None = None


def differences(
    old: BaseModel, new: BaseModel, at: Path = (), *, skip: frozenset[str] = frozenset()
) -> list[Difference]:
    """What changed between two parts of one model, below `at`; `skip` are keys that others look at."""
    return _differences((old, new), (_dumped(old), _dumped(new)), at, skip)


def _differences(
    parts: tuple[BaseModel, BaseModel], texts: tuple[Any, Any], at: Path, skip: frozenset[str] = frozenset()
) -> list[Difference]:
    """The same, of parts that are written out already."""
    (old, new), (before, after) = parts, texts
    found: list[Difference] = []
    for name, field in type(new).model_fields.items():
        key = field.alias or name
        if key not in skip:
            mark = looser(field) or Looser.ANY
            values = getattr(old, name), getattr(new, name)
            found += _field((*at, key), values, (before[key], after[key]), mark)
    return found


def whole(part: BaseModel, at: Path, *, gone: bool) -> Difference | None:
    """A part that came or went: as bad as the worst of its keys, each left out on one side."""
    marks = [(getattr(part, name), looser(field) or Looser.ANY) for name, field in type(part).model_fields.items()]
    weighed = [weigh(value, None, mark) if gone else weigh(None, value, mark) for value, mark in marks]
    worst = min((each for each in weighed if each is not None), key=lambda each: each.rank, default=None)
    if worst is None:
        return None
    text = flow(_said(_dumped(part)))
    return Difference(worst, at, text if gone else None, None if gone else text)


def _field(path: Path, values: tuple[Any, Any], texts: tuple[Any, Any], mark: Looser) -> Iterator[Difference]:
    match values:
        case (BaseModel() as old, BaseModel() as new) if mark is Looser.PARTS and type(old) is type(new):
            yield from _differences((old, new), texts, path)
        case (BaseModel() as part, None) | (None, BaseModel() as part) if mark is Looser.PARTS:
            found = whole(part, path, gone=values[1] is None)
            if found is not None:
                yield found
        case (Mapping() as old, Mapping() as new):
            yield from _mapping(path, (old, new), texts, mark)
        case (old, new):
            category = weigh(old, new, mark)
            if category is not None:
                yield Difference(category, path, _text(texts[0]), _text(texts[1]), _note(old, new))


def _mapping(
    path: Path, values: tuple[Mapping[Any, Any], Mapping[Any, Any]], texts: tuple[Any, Any], mark: Looser
) -> Iterator[Difference]:
    old, new = values
    for key in {**old, **new}:
        category = weigh(old.get(key), new.get(key), mark)
        if category is not None:
            before, after = (_text(texts[side].get(str(key))) for side in (0, 1))
            note = ""
            if before == after:
                category, note = Category.COSMETIC, "its range for tuning"
            yield Difference(category, (*path, str(key)), before, after, note)


def _note(old: object, new: object) -> str:
    """What came into a list and what left it."""
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return ""
    came = [f"+{_item(each)}" for each in new if each not in old]
    gone = [f"-{_item(each)}" for each in old if each not in new]
    return " ".join([*came, *gone]) or "another order"


def _item(value: object) -> str:
    return flow(_said(_dumped(value))) if isinstance(value, BaseModel) else str(value)


def _said(tree: Any) -> Any:  # noqa: ANN401  a tree of plain values
    """Without the keys that say nothing."""
    if isinstance(tree, dict):
        return {key: _said(value) for key, value in tree.items() if value is not None}
    return tree


def _dumped(part: BaseModel) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True)


def _text(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None else flow(_said(value))
