"""`python -m tests.faults.kill [--all] [--every POINT] [--count KILLS]`: kill a run, start it again, compare.

Every case is judged against an uninterrupted run of the same spec: the same orders at the broker, each once, the same
fills, fees, trips and marks, ledger equal to account, the journal whole.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.harness import KILLED, SPECS, Finished, Trace, simulate, trace
from tests.faults.many_kills import SIMULATOR_LOST, Score, campaign, carry_out, draw, undisturbed
from tests.faults.points import BY_NAME, POINTS, SIMULATOR_POINTS


@dataclass(frozen=True, slots=True)
class Case:
    """Deaths, one a start, and the spec they happen to; after them the same command runs to its end."""

    spec: str
    deaths: tuple[tuple[str, int], ...]
    who: str

    def __str__(self) -> str:
        return f"{self.spec:8} {'bot' if self.who == 'bot' else self.who:10} " + ", then ".join(
            f"{name} #{hit}" for name, hit in self.deaths
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a case: nothing wrong when `wrongs` is empty. `struck` is False when no point was reached."""

    wrongs: tuple[str, ...]
    struck: bool
    seconds: float


def uninterrupted(spec: str) -> Trace:
    """The trace of a run nobody disturbs."""
    return undisturbed(spec).trace


def judge(case: Case) -> Judged:
    """Carry a case out in a folder of its own."""
    began = time.monotonic()
    expected = uninterrupted(case.spec)
    folder = Path(tempfile.mkdtemp(prefix="botspec-kill-"))
    try:
        wrongs, struck = _carry_out(case, folder, expected)
    finally:
        shutil.rmtree(folder)
    return Judged(tuple(wrongs), struck, time.monotonic() - began)


def _carry_out(case: Case, folder: Path, expected: Trace) -> tuple[list[str], bool]:
    spec = SPECS / f"{case.spec}.yaml"
    for name, hit in case.deaths:
        died = simulate(spec, folder, point=name, hit=hit, who=case.who)
        if died.code == 0:
            return [], False
        if not _died_as_asked(died, name):
            return [f"exit {died.code} where {name} should kill: {died.err[-600:]}"], True
    done = simulate(spec, folder)
    runs = sorted((folder / "runs").iterdir())
    if done.code != 0:
        return [f"exit {done.code} at the last start: {done.err[-600:]}"], True
    if len(runs) != 1:
        return [f"the start after the kill made another run: {[run.name for run in runs]}"], True
    found = trace(spec, runs[0])
    return [*found.wrongs(), *(f"other {part} than uninterrupted" for part in found.differs(expected))], True


def _died_as_asked(died: Finished, name: str) -> bool:
    return died.code in SIMULATOR_LOST if name.startswith("simulator:") else died.code == KILLED


def named() -> Iterator[Case]:
    """Every named point, bot alone and bot with simulator; the simulator's own; deaths in a row."""
    for point in POINTS:
        for who in ("bot", "both"):
            yield Case(point.spec, ((point.name, point.hit),), who)
    for name, (_, hit) in SIMULATOR_POINTS.items():
        yield Case("resting", ((f"simulator:{name}", hit),), "simulator")
    yield Case("short", (("unheard", 3), ("again", 1), ("again", 1)), "bot")
    yield Case("resting", (("committed", 4), ("again", 1), ("unmarked", 2), ("advanced", 3)), "both")


def every(point: str, step: int, spec: str, who: str) -> Iterator[Case]:
    """Every `step`-th occurrence of one point."""
    for hit in range(1, 10_000, step):
        yield Case(spec, ((point, hit),), who)


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every named case (else the first of each point)")
    parser.add_argument("--every", metavar="POINT", choices=sorted(BY_NAME), help="at every occurrence of this point")
    parser.add_argument("--step", type=int, default=1, help="with --every: only each STEP-th occurrence")
    parser.add_argument("--spec", default="resting", help="with --every: short or resting")
    parser.add_argument("--who", default="bot", choices=("bot", "both"), help="with --every: whom to kill")
    parser.add_argument("--count", type=int, help="so many kills at random moments of several bots")
    parser.add_argument("--first", type=int, default=0, help="with --count: the first case")
    parser.add_argument("--case", type=int, help="carry out this case of --count alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="with --count: cases at a time")
    parser.add_argument("--keep", type=Path, help="with --count: what is done is kept there, and not done again")
    asked = parser.parse_args()
    if asked.case is not None:
        return _one(asked.case)
    if asked.count:
        return _many(asked.count, asked.first, asked.jobs, asked.keep)
    if asked.every:
        return _report(every(asked.every, asked.step, asked.spec, asked.who))
    cases = list(named())
    return _report(iter(cases if asked.all else [case for case in cases if case.who != "both"]))


def _one(number: int) -> int:
    case = draw(number)
    _say(repr(case))
    outcome = carry_out(case)
    _say(repr(outcome))
    return 1 if outcome.wrongs else 0


def _many(kills: int, first: int, jobs: int, keep: Path | None) -> int:
    began, score = time.monotonic(), Score()
    for outcome in campaign(score, kills, first, jobs, keep):
        _say(f"case {outcome.number:4}: {outcome.kills} kills, {'FAILED' if outcome.wrongs else 'ok'}")
        for wrong in outcome.wrongs:
            _say(f"         {wrong}")
    _say(f"{score.told()}; {time.monotonic() - began:.0f} s")
    return 1 if score.failed else 0


def _report(cases: Iterator[Case]) -> int:
    count = failed = 0
    for case in cases:
        judged = judge(case)
        if not judged.struck:
            break
        count += 1
        failed += bool(judged.wrongs)
        _say(f"{'FAILED' if judged.wrongs else 'ok':6} {judged.seconds:5.1f} s  {case}")
        for wrong in judged.wrongs:
            _say(f"         {wrong}")
    _say(f"{count} cases, {failed} failed: no order doubled or lost in {count - failed}")
    return 1 if failed or not count else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
