"""Random specs on random bars, by the thousand: `python -m tests.properties.fuzz --count 2000`.

Each is written as YAML, checked (what is refused does not count) and compiled, walked bar by bar and jumped through;
then limits, fills, prices and books are computed anew from the journal's rows. Chunks have a seed each: `--only 17`
runs that one again, and `--shrink` looks for its smallest failing bot. `--scripted` takes bots that are told row by row
what to want, unknown included, instead of rules.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, reject, seed, settings

from botspec.domain.rows import DeniedRow, FillRow, TripRow
from tests.fakes.trials import Trial, trial
from tests.properties.dirt import check_dirt, check_refused
from tests.properties.promises import check_books, check_fills, check_limits, check_prices, check_same
from tests.properties.random_bots import Case, cases
from tests.properties.random_specs import Written, read, written

CHUNK = 50
DIRTY = 3  # one bot in so many meets bars that cannot be


@dataclass(slots=True)
class Tally:
    """What a campaign saw, and one digest of every journal: it must not change with the hash seed."""

    runs: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    seal: str = ""

    def __str__(self) -> str:
        seen = ", ".join(f"{count:,} {what}" for what, count in self.seen.items())
        refused = f"; refused for {dict(self.refused.most_common(3))}, …" if self.refused else ""
        return f"{self.runs:,} bots: {seen}{refused}; seal {self.seal[:16]}"

    def add(self, done: Trial, opened: int) -> None:
        self.runs += 1
        self.seen["orders that open"] += opened
        self.seen["fills"] += len(done.rows(FillRow))
        self.seen["denials"] += len(done.rows(DeniedRow))
        self.seen["trips"] += len(done.rows(TripRow))
        self.seal = hashlib.sha256(f"{self.seal}{done.journal.seal()}".encode()).hexdigest()


def check(case: Case, tally: Tally) -> None:
    """Every promise, for one bot on its bars: chance hangs on them alone, so that what breaks breaks again."""
    walked = trial(case.bot, case.panel, case.start, fast=False)
    jumped = trial(case.bot, case.panel, case.start, fast=True)
    check_same(jumped, walked)
    opened = check_limits(case, jumped)
    check_prices(case, jumped)
    check_books(case, jumped)
    tally.add(jumped, opened)
    chance = random.Random(str(jumped.journal.seal()))  # noqa: S311  (a seed, not a secret)
    news = list(range(200)) * 2
    chance.shuffle(news)
    check_fills(case, jumped, news)
    if chance.randrange(DIRTY) == 0:
        tally.seen["bars that cannot be"] += check_dirt(case, chance)
        check_refused(case, chance)


def read_and_check(spec: Written, tally: Tally) -> None:
    """Every promise, for one spec that is not refused."""
    case = read(spec)
    if isinstance(case, Case):
        check(case, tally)
    else:
        assert case, "refused without a word"
        tally.refused.update(case)
        reject()


def chunk(number: int, count: int, tally: Tally, *, scripted: bool = False, shrink: bool = False) -> None:
    """`count` bots of the chunk with that seed; raises for the first that breaks a promise."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    quiet = [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
        HealthCheck.filter_too_much,
    ]

    @seed(number)
    @settings(max_examples=count, deadline=None, database=None, phases=phases, suppress_health_check=quiet)
    @given(cases() if scripted else written())
    def run(case: Case | Written) -> None:
        if isinstance(case, Written):
            read_and_check(case, tally)
        else:
            check(case, tally)

    run()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--only", type=int, help="the chunk to run, and no other")
    parser.add_argument("--scripted", action="store_true")
    parser.add_argument("--shrink", action="store_true")
    asked = parser.parse_args()
    chunks = [asked.only] if asked.only is not None else list(range(-(-asked.count // CHUNK)))
    tally, broken, began = Tally(), [], time.monotonic()
    for number in chunks:
        try:
            chunk(number, min(CHUNK, asked.count), tally, scripted=asked.scripted, shrink=asked.shrink)
        except Exception:  # noqa: BLE001  what a bot raises is what is looked for
            broken.append(number)
            print(f"chunk {number}:\n{traceback.format_exc(limit=-4)}", flush=True)
        print(f"{tally.runs} runs, {len(broken)} chunks broken, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{tally}; broken chunks: {broken or 'none'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
