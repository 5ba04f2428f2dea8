"""What this version understands and checks, but does not run yet: marked where it is modelled, said once each."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Added:
    """Marks a key that came after the first digests were taken: left out of them while it has its default."""


@dataclass(frozen=True, slots=True)
class Later(Added):
    """Marks a key that is checked but not run yet, unless it has its default."""


ADDED, LATER = Added(), Later()


def is_later(field: FieldInfo) -> bool:
    """True for a key that no run knows what to do with."""
    return any(isinstance(mark, Later) for mark in field.metadata)


def is_added(field: FieldInfo) -> bool:
    """True for a key that digests know only when it says something."""
    return any(isinstance(mark, Added) for mark in field.metadata)
