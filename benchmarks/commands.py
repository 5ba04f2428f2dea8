"""Whole commands: `botspec run`, `botspec validate` beside check-jsonschema, the quickstart."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from benchmarks import specs
from benchmarks.cases import find
from benchmarks.engines import BOTSPEC, Engine
from benchmarks.measure import ROOT, Measured, median, once
from benchmarks.results import CommandResult
from botspec.market.calendar import sessions

BOT = [str(Path(sys.executable).with_name("botspec"))]
LINES = 200
HUNDRED = 100
CHANGED = 1
SCHEMA = ROOT / "schemas" / "spec-v1.schema.json"
QUICKSTART = ROOT / "specs" / "quickstart.yaml"
SESSIONS = len(sessions(date(2007, 1, 3), date(2010, 12, 31)))


def whole_run(engine: Engine, case: str, times: int) -> Measured | None:
    """`botspec run` on a case, report included; None for other engines, whose process is measured as it is."""
    if engine is not BOTSPEC:
        return None
    spec = specs.write(find(case))
    with tempfile.TemporaryDirectory() as runs:
        return median([*BOT, "run", str(spec), "--json", "--runs", runs], times)


def rows(times: int) -> Iterator[CommandResult]:
    """Every row of the table of commands."""
    yield _row("`botspec --help`", median([*BOT, "--help"], times))
    yield from (_decision(case) for case in ("M1", "D500"))
    yield from _validate(times)
    yield _diff(times)
    yield from _quickstart()


def _decision(case: str) -> CommandResult:
    """What one row that is visited costs; the others are jumped over."""
    told = once([sys.executable, "-m", "benchmarks.decisions", case]).told
    beside = f"{told.get('points', 0):,} of {find(case).bars:,} rows are decision points"
    p95 = f"p95 {told['p95']:.0f} us" if told else ""
    return CommandResult(f"one decision point, {case}", f"{told['mean']:.0f} us" if told else "failed", beside, p95)


def _row(what: str, ours: Measured, beside: str = "", theirs: Measured | None = None) -> CommandResult:
    if ours.code:
        return CommandResult(what, f"failed with exit {ours.code}", beside, "")
    ratio = f"{ours.cpu_seconds / theirs.cpu_seconds:.2f} x" if theirs and not theirs.code else ""
    their = f"{beside} {theirs.cpu_seconds:.2f} s" if theirs and not theirs.code else beside
    return CommandResult(what, f"{ours.cpu_seconds:.2f} s", their, ratio)


def _by_schema(specs: Sequence[Path], times: int) -> Measured | None:
    """What a check of the shape alone costs, where check-jsonschema is there."""
    checker = shutil.which("check-jsonschema", path=str(Path(sys.executable).parent))
    if checker is None or not SCHEMA.exists():
        return None
    return median([checker, "--schemafile", str(SCHEMA), *map(str, specs)], times)


def _diff(times: int) -> CommandResult:
    """Two long specs that differ in what matters, beside a check of the shape of the same two files."""
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder) / "old.yaml", Path(folder) / "new.yaml"
        old.write_text(long_spec(), encoding="utf-8")
        new.write_text(long_spec().replace("max_position: 35%", "max_position: 40%"), encoding="utf-8")
        ours = median([*BOT, "diff", str(old), str(new)], times, expected=CHANGED)
        theirs = _by_schema([old, new], times)
    return _row(f"`botspec diff`, two of {LINES} lines", ours, "check-jsonschema, both files", theirs)


def _validate(times: int) -> Iterator[CommandResult]:
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "long.yaml"
        spec.write_text(long_spec(), encoding="utf-8")
        ours = median([*BOT, "validate", str(spec)], times)
        theirs = _by_schema([spec], times)
        yield _row(f"`botspec validate`, {LINES} lines", ours, "check-jsonschema", theirs)
        copies = [Path(folder) / f"copy-{number}.yaml" for number in range(HUNDRED)]
        for number, copy in enumerate(copies):
            copy.write_text(long_spec(f"copy-{number}"), encoding="utf-8")
        together = median([*BOT, "validate", *map(str, copies)], times)
        if not together.code and not ours.code:
            yield CommandResult(
                f"{HUNDRED} specs in one call",
                f"{together.cpu_seconds:.2f} s",
                f"{HUNDRED} calls {ours.cpu_seconds * HUNDRED:.1f} s",
                f"{ours.cpu_seconds * HUNDRED / together.cpu_seconds:.1f} x cheaper",
            )


def long_spec(bot: str = "long") -> str:
    """The quickstart, renamed, with named numbers up to LINES lines."""
    lines = QUICKSTART.read_text(encoding="utf-8").splitlines()
    lines = [f"id: {bot}" if line.startswith("id:") else line for line in lines]
    extra = [f"  spare_{number}: {number}" for number in range(LINES - len(lines) - 1)]
    if "params:" in lines:
        at = lines.index("params:") + 1
        return "\n".join([*lines[:at], *extra, *lines[at:]]) + "\n"
    return "\n".join([*lines, "params:", *extra]) + "\n"


def _quickstart() -> Iterator[CommandResult]:
    with tempfile.TemporaryDirectory() as runs:
        command = [sys.executable, "-m", "benchmarks.counted", "run", str(QUICKSTART), "--runs", runs]
        found = once(command)
    requests = found.told.get("requests")
    each = f"{requests / SESSIONS:.1f} requests a session" if isinstance(requests, int) else ""
    yield CommandResult(
        f"quickstart: simulate mode, {SESSIONS:,} sessions over HTTP",
        f"failed with exit {found.code}" if found.code else f"{found.wall_seconds:.1f} s to wait",
        each,
        f"{found.cpu_seconds:.1f} s CPU of both processes",
    )
