"""A row of the catalogue of faults, and which faults there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[2]
KINDS: Mapping[str, tuple[str, int]] = {
    "N": ("The way to the broker", 13),
    "C": ("Crashes and disks", 10),
    "B": ("What a broker does", 12),
    "K": ("Kill and operation", 9),
    "R": ("Risk and strategies", 8),
    "M": ("Modes and keys", 6),
    "W": ("Streams", 9),
    "D": ("Prices and bars", 8),
    "T": ("Time", 7),
    "X": ("Security", 13),
    "S": ("Specs", 12),
}
IDS = frozenset(f"{kind}{number}" for kind, (_, last) in KINDS.items() for number in range(1, last + 1))


@dataclass(frozen=True, slots=True)
class Fault:
    """`tests` are `folder/test_file::name`, `story NN` or a command.

    `gap` is what they do not show, or that they were not held against the promise line by line yet; `left_out` why
    there is none.
    """

    fault: str
    promise: str
    tests: tuple[str, ...] = ()
    gap: str = ""
    left_out: str = ""

    @property
    def standing(self) -> str:
        if self.left_out:
            return "left out"
        if not self.gap:
            return "proved"
        return "in part" if self.tests else "gap"


def node(test: str) -> str:
    """How pytest or a shell names it."""
    if test.startswith("python -m "):
        return test
    if test.startswith("story "):
        return _story(int(test.split()[1]))
    path, name = test.split("::")
    return f"tests/{path}.py::test_{name}"


def _story(number: int) -> str:
    for path in sorted((TESTS / "faults" / "stories").glob("test_*.py")):
        if found := re.search(rf"^def (test_story_{number:02}_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            return f"tests/faults/stories/{path.name}::{found[1]}"
    raise LookupError(f"story {number} has no test")


def exists(named: str) -> bool:
    """Whether there is such a test or such a command."""
    if named.startswith("python -m "):
        place = TESTS.parent.joinpath(*named.split()[2].split("."))
        return place.with_suffix(".py").exists() or (place / "__main__.py").exists()
    path, name = named.split("::")
    file = TESTS.parent / path
    return file.exists() and re.search(rf"^def {name}\(", file.read_text(encoding="utf-8"), re.MULTILINE) is not None
