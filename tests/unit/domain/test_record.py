from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar

import pytest

from botspec.domain.record import record

KINDS = [dataclass(frozen=True, slots=True), record(frozen=True, slots=True)]


def made(kind: Callable[[type], type]) -> Any:
    @kind
    class Wish:
        """A wish."""

        kind: ClassVar[str] = "wish"
        symbol: str
        quantity: int = 1
        seen: list[str] = field(default_factory=list, compare=False)
        note: str = field(default="", kw_only=True)
        size: int = field(init=False, default=0)

        def __post_init__(self) -> None:
            object.__setattr__(self, "size", len(self.symbol))

        @property
        def twice(self) -> int:
            return 2 * self.quantity

    return Wish


@pytest.mark.parametrize("kind", KINDS, ids=["dataclass", "record"])
def test_a_record_is_a_dataclass_with_slots(kind: Callable[[type], type]) -> None:
    wish = made(kind)
    one, same, other = wish("IBM"), wish("IBM", 1, ["x"]), wish("IBM", 2, note="n")

    assert (one, hash(one), one.size, one.twice) == (same, hash(same), 3, 2)
    assert one != other
    assert one != "IBM"
    assert one.seen is not wish("IBM").seen
    assert repr(other).endswith("Wish(symbol='IBM', quantity=2, seen=[], note='n', size=3)")
    assert replace(other, quantity=5).note == "n"
    assert [each.name for each in fields(one)] == ["symbol", "quantity", "seen", "note", "size"]
    assert not hasattr(one, "__dict__")
    with pytest.raises(TypeError, match="symbol"):
        wish()


def test_what_a_class_says_itself_is_kept() -> None:
    @record(frozen=True, slots=True)
    class Id:
        """Equal whatever its case."""

        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Id) and self.name.lower() == other.name.lower()

        def __hash__(self) -> int:
            return hash(self.name.lower())

        def __repr__(self) -> str:
            return self.name

    assert Id("a") == Id("A")
    assert len({Id("a"), Id("A")}) == 1
    assert repr(Id("a")) == "a"


def test_what_is_not_frozen_has_no_hash() -> None:
    @record(frozen=False, slots=True)
    class Tally:
        """A count."""

        count: int = 0

    with pytest.raises(TypeError, match="unhashable"):
        hash(Tally())
