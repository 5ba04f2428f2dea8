"""`make scoreboard`: ten claims, each measured by its own command now, printed and written to docs/scoreboard.md.

Slices that end within ten minutes or so; `--full` for the whole figures (hours), `--only 2 9` for some lines: the
others keep what was measured before. A line that was never measured says so.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "scoreboard.md"
MEASURED = Path(__file__).parent / "scoreboard.json"
PATIENCE_SECONDS = 6 * 3600


@dataclass(frozen=True, slots=True)
class Line:
    """One claim: its command as a slice and in full; `shows` finds the sentence with the figures."""

    claim: str
    slice: tuple[str, ...]
    full: tuple[str, ...]
    shows: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a command said, and when. `whole` when it was the full campaign."""

    said: str
    good: bool
    whole: bool
    command: str
    seconds: int
    on: str


def _python(*words: str) -> tuple[str, ...]:
    return ("python", "-m", *words)


LINES: Mapping[int, Line] = {
    1: Line(
        "10,000 seeded schedules",
        _python("tests.faults.simulation", "--schedules", "400"),
        _python("tests.faults.simulation", "--schedules", "10000"),
        r"\d+ schedules, .*",
    ),
    2: Line(
        "every broken engine caught within 60 seeds",
        _python("tests.faults.simulation.engines"),
        _python("tests.faults.simulation.engines"),
        r"\d+ of \d+ broken engines caught.*",
    ),
    3: Line(
        "1,000 real kill -9",
        _python("tests.faults.kill", "--count", "30"),
        _python("tests.faults.kill", "--count", "1000"),
        r"\d+ kills in .*",
    ),
    4: Line(
        "5,000 malformed specs",
        _python("tests.properties.malformed_specs", "--count", "500"),
        _python("tests.properties.malformed_specs", "--count", "5000"),
        r"\d+ malformed specs .*",
    ),
    5: Line(
        "100,000 hostile expressions",
        _python("tests.properties.hostile_expressions", "--count", "5000"),
        _python("tests.properties.hostile_expressions", "--count", "100000"),
        r"\d+ strings, .*",
    ),
    6: Line(
        "10,000 command lines and environments with a gate shut",
        _python("tests.faults.gates", "--count", "100"),
        _python("tests.faults.gates", "--count", "10000"),
        r"\d+ command lines .*",
    ),
    7: Line(
        "keys looked for in every output at DEBUG",
        _python("tests.faults.canary", "--count", "40"),
        _python("tests.faults.canary", "--count", "1000"),
        r"\d+ runs with keys .*",
    ),
    8: Line(
        "eight hours of market, 500 symbols: memory grows by at most 10 MB",
        _python("benchmarks.session", "--minutes", "60", "--symbols", "100"),
        _python("benchmarks.session", "--minutes", "480", "--symbols", "500"),
        r"\d+ minute bars .*",
    ),
    9: Line(
        "60 public failures replayed by name",
        _python("tests.faults.stories"),
        _python("tests.faults.stories"),
        r"\d+ of 60 .*",
    ),
    10: Line(
        "10,000 tamperings of a journal",
        _python("tests.faults.tampering", "--count", "1000"),
        _python("tests.faults.tampering", "--count", "10000"),
        r"\d+ tamperings .*",
    ),
}


def measure(number: int, *, full: bool) -> Result:
    """Run a line's command."""
    line = LINES[number]
    command = line.full if full else line.slice
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    found = re.findall(line.shows, done.stdout)
    said = found[-1] if found else f"exit {done.returncode}: {(done.stdout + done.stderr).strip()[-200:]}"
    whole = command == line.full
    today = datetime.now(UTC).date().isoformat()
    told = " ".join(command)
    return Result(said, done.returncode == 0, whole, told, round(time.monotonic() - began), today)


def known() -> dict[int, Result]:
    """What was measured before."""
    if not MEASURED.exists():
        return {}
    return {int(number): Result(**told) for number, told in json.loads(MEASURED.read_text()).items()}


def page(results: Mapping[int, Result]) -> str:
    """docs/scoreboard.md."""
    rows = [_row(number, results.get(number)) for number in LINES]
    return "\n".join([HEAD, "| | Claim | Measured | How much | |", "| --- | --- | --- | --- | --- |", *rows, "", TAIL])


def _row(number: int, result: Result | None) -> str:
    claim = LINES[number].claim
    if result is None:
        return f"| {number} | {claim} | not measured yet | | |"
    share = "whole" if result.whole else "a slice"
    said = result.said.replace("|", "\\|")
    return f"| {number} | {claim} | {said} | {share}: `{result.command}` | {'holds' if result.good else '**fails**'} |"


HEAD = """# Scoreboard

What botspec promises about money, and what was measured about it. Every line is a command; the figures are what it said
when it last ran here. A slice is a part of the campaign that ends in about a minute; the claim names the whole.

    make scoreboard            # slices: about ten minutes on two cores
    make scoreboard FULL=1     # the whole campaigns: hours
"""
TAIL = """Line 1 plays the product, with the real Alpaca client and the real journal, in virtual time against the
simulator: requests lost, late, doubled, answered wrongly or not at all, streams mute or out of order, parts of fills,
late rejections, and deaths at named points. What must hold is looked at from the wire and from the broker, never asked
of the bot. `python -m tests.faults.simulation --seed N` plays one schedule again. Line 2 is our own engine with one
mistake at a time: a campaign that would not see a mistake proves nothing. In line 8 the room for the bars of two
sessions is taken at the start, before the warm-up: some 40 bytes a symbol and bar. The stories of line 9 are in
`tests/faults/stories/table.py`, each with where it was told.
"""


def main(words: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="the whole campaigns: hours")
    parser.add_argument("--only", type=int, nargs="+", choices=LINES, metavar="LINE", help="these lines")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page of what is known")
    asked = parser.parse_args(words)
    results = known()
    for number in () if asked.page else asked.only or LINES:
        results[number] = measure(number, full=asked.full)
        _keep(results)
        held = "holds" if results[number].good else "FAILS"
        sys.stdout.write(f"{number:2}  {held}  {LINES[number].claim}: {results[number].said}\n")
        sys.stdout.flush()
    PAGE.write_text(page(results))
    return 0 if all(result.good for result in results.values()) else 1


def _keep(results: Mapping[int, Result]) -> None:
    told = {str(number): asdict(results[number]) for number in sorted(results)}
    MEASURED.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
