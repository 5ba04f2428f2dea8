"""`python -m tests.faults.simulation --schedules 10000`: the product under seeded faults, judged from outside.

`--seed N` plays one again and tells what it saw; `--systematic N` is each fault at each of the first N requests, each
crash at each of the first N passings. The exit code is 1 when something was wrong or never happened.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping

from tests.faults.simulation.campaign import Score, run, seeded, systematic
from tests.faults.simulation.plan import schedule
from tests.faults.simulation.world import Verdict, play

SEVERAL = 200  # schedules from which on everything must have happened


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.simulation", description=__doc__)
    parser.add_argument("--schedules", type=int, default=1000, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument(
        "--systematic", type=int, metavar="N", help="each fault and crash at each of the first N places"
    )
    parser.add_argument("--seed", type=int, help="this one only")
    parser.add_argument("--jobs", type=int, help="processes (default: one a processor)")
    asked = parser.parse_args()
    if asked.seed is not None:
        return _one(asked.seed)
    began = time.monotonic()
    schedules = systematic(asked.systematic) if asked.systematic else seeded(asked.first, asked.schedules)
    score = run(schedules, asked.jobs)
    _tell(score, time.monotonic() - began)
    missing = score.never() if score.schedules >= SEVERAL and not asked.systematic else []
    for name in missing:
        say(f"never happened: {name}")
    return 1 if score.found or missing else 0


def _one(seed: int) -> int:
    verdict = play(schedule(seed))
    say(repr(verdict.schedule))
    _counts("faults", verdict.injected)
    _counts("crashes", verdict.died_at)
    _counts("seen", verdict.reasons)
    say(f"{verdict.orders} orders, {verdict.lives} processes, digest {verdict.digest}")
    _wrongs(verdict)
    return 1 if verdict.wrongs else 0


def _tell(score: Score, seconds: float) -> None:
    for verdict in score.found:
        _wrongs(verdict)
    _counts("faults", score.injected)
    _counts("crashes", score.died_at)
    _counts("seen", score.reasons)
    say(
        f"{score.schedules} schedules, {score.orders} orders, {score.lives} processes, "
        f"{score.injected.total()} faults, {score.died_at.total()} crashes: {len(score.found)} violated; "
        f"digest {score.digest}; {seconds:.0f} s"
    )


def _wrongs(verdict: Verdict) -> None:
    for wrong in verdict.wrongs:
        say(f"seed {verdict.schedule.seed} ({verdict.schedule.bot}): {wrong}")


def _counts(title: str, counts: Mapping[str, int]) -> None:
    say(f"{title}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))


def say(line: str) -> None:
    """To the terminal, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
