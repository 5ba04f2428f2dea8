"""`python -m tests.generate.simulator_conformance` writes docs/simulator-conformance.md from the error catalogue."""

from __future__ import annotations

import json
from pathlib import Path

from tests.contracts.catalogue import ROWS, Request, Row

PAGE = Path(__file__).parents[2] / "docs" / "simulator-conformance.md"
TESTS = "tests/contracts/test_error_catalogue.py"
HEAD = f"""# What the simulator refuses, line by line

Every error that Alpaca is known to answer with, the request that gets it here, and the test that holds it:
`{TESTS}::test_a_line_of_the_catalogue[ID]`.
This page is written from the rows of that test. Codes are reused for many meanings at Alpaca, and messages change:
a client decides on status and code first.

"""
TAIL = """
Not to be had: the code 42210000 for a client id used twice (seen once; the simulator says 40010001), and 5xx bodies,
which only `--chaos` gives.
"""


def table() -> str:
    """One line a row."""
    lines = ["| id | request | status | code | message | further fields |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_line, ROWS)]) + "\n"


def _line(row: Row) -> str:
    before = "".join(f"after {_shown(each)}: " for each in row.before)
    told = f"{before}{_shown(row.ask)}{_settings(row)}"
    message = row.message.replace("|", "\\|")
    fields = ", ".join(f"`{name}`" for name in row.extra)
    return f"| {row.id} | {told} | {row.status} | {row.code or ''} | `{message}` | {fields} |"


def _shown(request: Request) -> str:
    method, path, body = request
    if method == "STEP":
        return f"{path} seconds"
    shown = {} if body is None else {name: _short(value) for name, value in body.items()}
    return f"`{method} {path}" + (f" {json.dumps(shown)}" if shown else "") + "`"


def _short(value: object) -> object:
    return f"{value[:8]}... ({len(value)} characters)" if isinstance(value, str) and len(value) > 40 else value


def _settings(row: Row) -> str:
    config = {name: value for name, value in row.config.items() if name != "secret"}
    told = [f"{name}={value}" for name, value in config.items()]
    if "secret" in row.config:
        told.append("wrong keys")
    return f" ({', '.join(told)})" if told else ""


def main() -> None:
    """Write the page."""
    PAGE.write_text(HEAD + table() + TAIL, encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
