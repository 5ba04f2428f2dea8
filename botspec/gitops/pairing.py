"""Which guard of one version is which of the other: lists have no names."""

from __future__ import annotations

from collections.abc import Sequence

from botspec.compiler.blocks import Chosen

Pair = tuple[Chosen | None, Chosen | None]


def pairs(old: Sequence[Chosen], new: Sequence[Chosen]) -> list[Pair]:
    """Guards of a kind belong together, those with the most keys alike first; the rest came or went."""
    left, found = list(old), dict[int, Chosen]()
    alike = [
        (_alike(before, after), index, before)
        for index, after in enumerate(new)
        for before in old
        if before.kind == after.kind
    ]
    likeness = sorted(alike, key=lambda each: -each[0])
    for _, index, before in likeness:
        if index not in found and any(before is each for each in left):
            found[index] = before
            left = [each for each in left if each is not before]
    matched: list[Pair] = [(found.get(index), after) for index, after in enumerate(new)]
    return [*matched, *((before, None) for before in left)]


def _alike(old: Chosen, new: Chosen) -> int:
    return sum(getattr(old.params, name) == getattr(new.params, name) for name in type(new.params).model_fields)
