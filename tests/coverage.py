"""Coverage of what decides, limits, sends and fills: `python -m tests.coverage`.

It fails where fewer than 95 % of the lines, or of the branches by themselves, are covered.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PACKAGES = ("risk", "execution", "exchange", "run")
FOLDERS = (
    *(f"tests/unit/{package}" for package in PACKAGES),
    "tests/unit/adapters/test_exchange_broker.py",
    "tests/unit/compiler/test_compile.py",
    "tests/unit/report",
    "tests/specs/test_coverage.py",
    "tests/agreement/test_blocks_agree.py",
    "tests/agreement/test_guards_agree.py",
    "tests/agreement/test_real_splits.py",
    "tests/faults/stories",
    "tests/properties/test_decided_again.py",
    "tests/properties/test_exchange.py",
    "tests/properties/test_fast_forward.py",
    "tests/properties/test_fuzz.py",
    "tests/properties/test_live_as_backtest.py",
)
LEAST = 95.0
COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def measure(jobs: str) -> dict[str, Any]:
    """Run the tests; the report of each file."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "coverage.json"
        packages = [f"--cov=botspec/{package}" for package in PACKAGES]
        report = ["--cov-branch", f"--cov-report=json:{told}"]
        how = ["-q", "-n", jobs, "--dist", "worksteal", "-m", "not slow"]
        command = [sys.executable, "-m", "pytest", *how, *packages, *report, *FOLDERS]
        subprocess.run(command, check=True)
        files: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))["files"]
        return files


def by_package(files: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Lines and branches, and those that were covered."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for name, report in files.items():
        package = Path(name).parts[1]
        for count in COUNTS:
            counts[package][count] += report["summary"][count]
    return counts


def percent(covered: int, of: int) -> float:
    return 100 * covered / of if of else 100.0


def main() -> int:
    files = measure(sys.argv[1] if len(sys.argv) > 1 else "2")
    counts, few = by_package(files), []
    print("| package | lines | covered | branches | covered |\n|---|---:|---:|---:|---:|")
    for package in PACKAGES:
        count = counts[package]
        lines = percent(count["covered_lines"], count["num_statements"])
        branches = percent(count["covered_branches"], count["num_branches"])
        sizes = (f"{count['num_statements']:,}", f"{lines:.1f} %", f"{count['num_branches']:,}", f"{branches:.1f} %")
        print(f"| `{package}/` | {' | '.join(sizes)} |")
        few += [package] * (min(lines, branches) < LEAST)
    for name, report in sorted(files.items()):
        if few and (report["missing_lines"] or report["missing_branches"]):
            print(f"{name}: lines {report['missing_lines']}, branches {report['missing_branches']}")
    if few:
        print(f"below {LEAST:.0f} %: {', '.join(few)}", file=sys.stderr)
    return 1 if few else 0


if __name__ == "__main__":
    sys.exit(main())
