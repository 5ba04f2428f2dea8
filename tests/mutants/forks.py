"""Runs mutants against the tests that reach them: `python -m tests.mutants.forks ASKED.json ENDS.jsonl`.

Called in mutmut's own tree. The tests are collected once; each mutant gets a fork, in which the tests that reach its
function run, quickest first, until one fails. What is called while tests are collected (constants, cases) a fork would
take over as it is: mutants of it get a process of their own. What ended is written down at once: begun again, it goes
on from there.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, cast

import pytest
from _pytest.runner import runtestprotocol
from mutmut.state import state

SURVIVED, KILLED, UNREACHED, TIMED_OUT = "survived", "killed", "no test reaches it", "timed out"
STATS = Path("mutmut-stats.json")
OPTIONS = ("--rootdir=.", "-p", "no:cacheprovider")
LEAST_SECONDS, TIMES = 20, 5  # a mutant may take what its tests took, five times, and twenty seconds of processor


def passes(items: list[pytest.Item]) -> bool:
    """Whether all pass; the first that does not ends it."""
    following: list[pytest.Item | None] = [*items[1:], None]
    return all(
        not report.failed
        for item, after in zip(items, following, strict=True)
        for report in runtestprotocol(item, log=False, nextitem=after)
    )


def in_a_fork(name: str, items: list[pytest.Item], seconds: int) -> str:
    """How the mutant of this name ended."""
    child = os.fork()
    if not child:
        os.environ["MUTANT_UNDER_TEST"] = name
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        end = 1
        try:
            end = 0 if passes(items) else 1
        finally:
            os._exit(end)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: SURVIVED, 1: KILLED}.get(code, TIMED_OUT if code < 0 else f"exit code {code}")


def in_a_process(name: str, arguments: list[str]) -> str:
    """The same where the mistake is there from the first import on."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *OPTIONS, *arguments]
    setting = {**os.environ, "MUTANT_UNDER_TEST": name}
    return KILLED if subprocess.run(command, env=setting, check=False, capture_output=True).returncode else SURVIVED


class Forks:
    """A pytest plug-in that runs mutants in place of the tests."""

    def __init__(self, asked: list[str], ends: Path, arguments: list[str]) -> None:
        stats = cast("dict[str, Any]", json.loads(STATS.read_text(encoding="utf-8")))
        self.reached: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
        self.took: dict[str, float] = stats["duration_by_test"]
        self.asked = asked
        self.ends = ends
        self.arguments = arguments
        self.called_early: frozenset[str] = frozenset()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Each mutant by itself."""
        items = {item.nodeid: item for item in session.items}
        self.called_early = frozenset(state()._stats)
        os.environ["MUTANT_UNDER_TEST"] = ""
        if not items.keys() >= self.took.keys():
            message = "these are not the tests that were timed"
            raise pytest.UsageError(message)
        if not self.ends.exists() and in_a_fork("", [items[test] for test in self.took], 600) != SURVIVED:
            message = "without a mistake not all of them pass"
            raise pytest.UsageError(message)
        for name in self.asked:
            began = time.monotonic()
            end = self.end_of(name, items)
            with self.ends.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps([name, end, round(time.monotonic() - began, 2)]) + "\n")
        return True

    def end_of(self, name: str, items: dict[str, pytest.Item]) -> str:
        function = name.partition("__mutmut_")[0]
        if function in self.called_early:
            return in_a_process(name, self.arguments)
        reaching = sorted(self.reached.get(function, ()), key=lambda test: self.took[test])
        if not reaching:
            return UNREACHED
        seconds = LEAST_SECONDS + int(TIMES * sum(self.took[test] for test in reaching))
        return in_a_fork(name, [items[test] for test in reaching], seconds)


def main() -> int:
    asked, ends, *arguments = sys.argv[1:]
    plugin = Forks(json.loads(Path(asked).read_text(encoding="utf-8")), Path(ends), arguments)
    os.environ["MUTANT_UNDER_TEST"] = "stats"  # while they are collected, calls are noted
    return int(pytest.main(["-q", *OPTIONS, *arguments], plugins=[plugin]))


if __name__ == "__main__":
    sys.exit(main())
