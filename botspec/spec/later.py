"""Keys that came after the first digests were taken."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Added:
    """Marks a key that came after the first digests were taken: left out of them while it has its default."""


ADDED = Added()


def is_added(field: FieldInfo) -> bool:
    """True for a key that digests know only when it says something."""
    return any(isinstance(mark, Added) for mark in field.metadata)
