"""`python -m tests.faults.stories`: replay every story, and say how many of the sixty hold."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.faults.stories.table import STORIES


class Told:
    """Which stories a run of pytest saw, and which of them failed."""

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.failed: set[int] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = re.search(r"test_story_(\d\d)_", report.nodeid)
        if found is not None and (report.when == "call" or report.failed):
            self.seen.add(int(found[1]))
            if not report.passed:
                self.failed.add(int(found[1]))


def main() -> int:
    """The exit code."""
    told = Told()
    code = pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", str(Path(__file__).parent)], plugins=[told])
    held = told.seen - told.failed
    sys.stdout.write(f"{len(held)} of {len(STORIES)} stories replayed, each with the promise kept\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
