"""`python -m tests.generate.faults` writes docs/faults.md from the catalogue of faults."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.faults.catalogue.row import IDS, KINDS, Fault, node
from tests.faults.catalogue.table import FAULTS

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
HEAD = """# Faults, promises and tests

What can go wrong, what botspec promises then, and the tests that hold the promise. "Proved" means that the tests were
read against the promise; "in part" names what they do not show; "gap" has no
test of its own; "left out" says why. `tests/faults/catalogue` is where this page is written from.

"""


def page() -> str:
    """The whole page."""
    counts = Counter(fault.standing for fault in FAULTS.values())
    told = ", ".join(f"{counts[standing]} {standing}" for standing in ("proved", "in part", "gap", "left out"))
    return f"{HEAD}{len(IDS)} faults: {told}.\n" + "".join(map(_section, KINDS))


def _section(kind: str) -> str:
    title, last = KINDS[kind]
    lines = [_line(f"{kind}{number}", FAULTS[f"{kind}{number}"]) for number in range(1, last + 1)]
    head = ["| id | fault | promise | standing | tests |", "|---|---|---|---|---|"]
    return f"\n## {title}\n\n" + "\n".join([*head, *lines]) + "\n"


def _line(name: str, fault: Fault) -> str:
    why = fault.gap or fault.left_out
    standing = f"{fault.standing}: {why}" if why else fault.standing
    tests = "<br>".join(f"`{node(test)}`" for test in fault.tests)
    return f"| {name} | {fault.fault} | {fault.promise} | {standing} | {tests} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
