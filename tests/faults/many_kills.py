"""`python -m tests.faults.kill --count 1000`: kills at random moments of several bots, over all processors.

Case N has a bot and up to eight deaths, one a start, drawn from N alone: at a random passing of a named point, at a
random commit, at a random moment of time from outside (`kill -9`), of the bot or of bot and simulator, or of the
simulator in the middle of a command. Then the same command runs to its end and is compared with a run nobody disturbed.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal
from tests.faults.harness import KILLED, SPECS, Finished, Trace, simulate, stamped, trace
from tests.faults.points import SIMULATOR_POINTS
from tests.faults.strays import end_strays

BOTS = ("short", "resting", "rotating", "paired", "sides", "patient", "dollars", "costs", "trailing", "bracket")
ANYWHERE = ("start", "committed", "unheard", "uncommitted", "booking", "canceled", "unmarked", "marked", "advanced")
SIMULATOR = tuple(f"simulator:{name}" for name in SIMULATOR_POINTS if name != "disk")
MOMENT, COMMIT = "moment", "commit"
SIMULATOR_LOST = (8, 75)
READY = re.compile(r"^READY (\d+\.\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Death:
    """`at` is which passing of the point or, of a moment, how far into an undisturbed run, 1 being its end."""

    point: str
    at: float
    who: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Case `number`."""

    number: int
    bot: str
    deaths: tuple[Death, ...]


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a bot comes to, and in how many seconds on this machine now."""

    trace: Trace
    seconds: float


@dataclass(slots=True)
class Outcome:
    """What became of a case: `kills` that struck, `ready` the seconds from each start after one to its first step."""

    number: int
    kills: int = 0
    ready: list[float] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)


def draw(number: int) -> Drawn:
    """Case `number`: always the same."""
    dice = random.Random(f"kills {number}")  # noqa: S311
    deaths = tuple(_death(dice) for _ in range(dice.randint(2, 8)))
    return Drawn(number, BOTS[number % len(BOTS)], deaths)


def _death(dice: random.Random) -> Death:
    kind = dice.choices((MOMENT, COMMIT, "named", "simulator"), (35, 30, 25, 10))[0]
    who = dice.choice(("bot", "bot", "both"))
    match kind:
        case "moment":
            return Death(MOMENT, round(dice.uniform(0.1, 0.9), 3), who)
        case "commit":
            return Death(COMMIT, dice.randint(1, 20), who)
        case "simulator":
            return Death(dice.choice(SIMULATOR), dice.randint(1, 8), "simulator")
        case _:
            point = dice.choice(ANYWHERE)
            return Death(point, 1 if point == "start" else dice.randint(1, 8), who)


_once = threading.Lock()


def undisturbed(bot: str) -> Undisturbed:
    """The run that cases of `bot` are judged by."""
    with _once:
        return _undisturbed(bot)


@cache
def _undisturbed(bot: str) -> Undisturbed:
    folder = Path(tempfile.mkdtemp(prefix="botspec-kills-"))
    try:
        began = time.monotonic()
        done = simulate(SPECS / f"{bot}.yaml", folder)
        seconds = time.monotonic() - began
        assert done.code == 0, done.err
        found = trace(SPECS / f"{bot}.yaml", Path(done.summary["run_dir"]))
        assert not found.wrongs(), found.wrongs()
        return Undisturbed(found, seconds)
    finally:
        shutil.rmtree(folder)


def carry_out(case: Drawn) -> Outcome:
    """In a folder of its own; nothing of it is left."""
    outcome, expected = Outcome(case.number), undisturbed(case.bot)
    folder = Path(tempfile.mkdtemp(prefix="botspec-kills-"))
    try:
        _kill_and_finish(case, folder, expected, outcome)
    finally:
        end_strays(folder)
        shutil.rmtree(folder)
    return outcome


def _kill_and_finish(case: Drawn, folder: Path, expected: Undisturbed, outcome: Outcome) -> None:
    spec = SPECS / f"{case.bot}.yaml"
    for death in case.deaths:
        done = _start(spec, folder, death, expected.seconds)
        _note_ready(done, outcome)
        if done.code == 0:  # it came to its end first
            break
        if not _as_meant(done, death):
            outcome.wrongs.append(f"exit {done.code} at {death}: {done.err[-600:]}")
            return
        outcome.kills += 1
    else:
        done = simulate(spec, folder, environment=stamped())
        _note_ready(done, outcome)
    _judge(spec, folder, done, expected.trace, outcome)


def _judge(spec: Path, folder: Path, done: Finished, expected: Trace, outcome: Outcome) -> None:
    runs = [run for run in sorted((folder / "runs").iterdir()) if _begun(run / "journal.sqlite")]
    if done.code != 0:
        outcome.wrongs.append(f"exit {done.code} at the last start: {done.err[-600:]}")
        return
    # Several where a kill struck a run that had ended: the next start begins another, which is no less the same.
    for run in runs:
        found = trace(spec, run)
        outcome.wrongs += found.wrongs()
        outcome.wrongs += [f"other {part} than undisturbed" for part in found.differs(expected)]


def _begun(journal: Path) -> bool:
    """Whether anything was written: whoever dies before that has not begun, and the next start makes a new folder."""
    if not journal.exists():
        return False
    with SqliteJournal(journal, "read") as read:
        return next(iter(read.rows()), None) is not None


def _start(spec: Path, folder: Path, death: Death, seconds: float) -> Finished:
    if death.point == MOMENT:
        return simulate(spec, folder, kill_after=death.at * seconds, who=death.who, environment=stamped())
    return simulate(spec, folder, point=death.point, hit=int(death.at), who=death.who, environment=stamped())


def _as_meant(died: Finished, death: Death) -> bool:
    return died.code in SIMULATOR_LOST if death.who == "simulator" else died.code == KILLED


def _note_ready(finished: Finished, outcome: Outcome) -> None:
    if outcome.kills:
        outcome.ready += [float(told) for told in READY.findall(finished.err)[:1]]


# ---- the campaign


@dataclass(slots=True)
class Score:
    """What a campaign came to."""

    cases: int = 0
    kills: int = 0
    ready: list[float] = field(default_factory=list)
    failed: list[Outcome] = field(default_factory=list)

    def take(self, outcome: Outcome) -> None:
        self.cases += 1
        self.kills += outcome.kills
        self.ready += outcome.ready
        if outcome.wrongs:
            self.failed.append(outcome)

    def told(self) -> str:
        """One sentence."""
        ordered = sorted(self.ready) or [0.0]
        late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        return (
            f"{self.kills} kills in {self.cases} runs of {len(BOTS)} bots: {len(self.failed)} runs with an order "
            f"doubled, lost or otherwise; at work again within {late:.1f} s (99 of 100), {ordered[-1]:.1f} s at most"
        )


def campaign(score: Score, kills: int, first: int, jobs: int, keep: Path | None) -> Iterator[Outcome]:
    """Cases from `first` on until `score` has so many kills. What is kept in `keep` is not done again."""
    done = {} if keep is None or not keep.exists() else _kept(keep)
    numbers = count(first)
    with ThreadPoolExecutor(jobs) as pool:
        while score.kills < kills:
            wave = [next(numbers) for _ in range(4 * jobs)]
            for outcome in pool.map(lambda number: done.get(number) or carry_out(draw(number)), wave):
                if keep is not None and outcome.number not in done:
                    with keep.open("a") as file:
                        file.write(json.dumps(asdict(outcome)) + "\n")
                score.take(outcome)
                yield outcome


def _kept(keep: Path) -> dict[int, Outcome]:
    outcomes = [Outcome(**json.loads(line)) for line in keep.read_text().splitlines()]
    return {outcome.number: outcome for outcome in outcomes}
