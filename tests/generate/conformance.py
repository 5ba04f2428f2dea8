"""`python -m tests.generate.conformance` writes the table of docs/conformance.md."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conformance.suite import cases

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
TABLE = re.compile(r"\| no\. \|.*?\n(?!\|)", re.DOTALL)


def table() -> str:
    """One line a case."""
    lines = [f"| {case.number} | {case.kind} | {case.says} |" for case in cases()]
    return "\n".join(["| no. | needs | what is held |", "|---|---|---|", *lines]) + "\n"


def main() -> None:
    """Rewrite it."""
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
