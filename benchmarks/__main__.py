"""`python -m benchmarks [--quick] [--out FILE]`: measure side by side and write the page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import commands, growth, profiled, table
from benchmarks.engines import BOTSPEC, ENGINES, REAL, Engine
from benchmarks.measure import ROOT, Measured, median, once
from benchmarks.results import EngineResult

SLOW_SECONDS = 5.0


def main() -> None:
    """Measure and write."""
    options = _options()
    cases = ["D1", "M1", "D50", "D500", REAL, *([] if options.quick else ["M50"])]
    for name in cases:
        print(f"bars of {name}", file=sys.stderr)
        once([sys.executable, "-m", "benchmarks.cases", name])  # a child's peak memory starts from its parent's
    times = 1 if options.quick else 3
    commands.whole_run(BOTSPEC, "D1", 1)  # leaves the bytecode of this checkout for those that are measured
    engines = list(_engines(cases, times))
    curves = growth.measured(times, small=options.quick)
    rows = list(commands.rows(times))
    profile = profiled.render(["D500"] if options.quick else ["D500", "M50"])  # last: it makes this process large
    text = table.render(engines, rows, growth.text(curves), profile, quick=options.quick)
    options.out.write_text(text, encoding="utf-8")
    options.out.with_name("growth.svg").write_text(growth.picture(curves), encoding="utf-8")
    print(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--quick", action="store_true", help="once each, without M50 (5 million bars) and large sizes")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance.md")
    return parser.parse_args()


def _engines(cases: list[str], times: int) -> Iterator[EngineResult]:
    for engine in ENGINES:
        for case in (each for each in engine.cases if each in cases):
            if not engine.installed:
                print(f"{engine.name} is not installed", file=sys.stderr)
                break
            print(f"{engine.name} on {case}", file=sys.stderr)
            yield EngineResult(engine, case, _measure(engine, case, times), commands.whole_run(engine, case, times))


def _measure(engine: Engine, case: str, times: int) -> Measured:
    command = [sys.executable, "-m", engine.module, case]
    first = median(command, 1)
    return first if first.code or first.cpu_seconds > SLOW_SECONDS else median(command, times)


if __name__ == "__main__":
    main()
