"""Immutable records that are cheap to make.

`@record(frozen=True, slots=True)` is `@dataclass(frozen=True, slots=True)` to the type checker, which refuses every
assignment to a field. At run time nothing is asked again: a frozen dataclass sets each field through a call, which is
five times as slow, and a run makes some forty of these an order (docs/adr/0008-records-frozen-for-the-type-checker.md).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, slots: bool):  # noqa: ANN201
        """A dataclass that is compared and hashed by its fields."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["Word", "record"]


class Word(StrEnum):
    """A word of the trade; hashed as the text that it is."""

    __hash__ = str.__hash__
