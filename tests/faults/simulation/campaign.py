"""Many schedules over all processors, added up; a run in which something never happened has proved nothing about it."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from tests.faults.simulation.plan import CRASHES, EVERY_BOT, EVERY_FAULT, FAULTS, Directed, Schedule, schedule
from tests.faults.simulation.world import Verdict, play

REASONS = (
    "submit acked",
    "submit unknown",
    "submit not_sent",
    "submit rejected",
    "intent entry",
    "intent exit",
    "intent flatten",
    "denied max_open_positions",
    "decision BLOCKED_BY_GUARD",
    "note UNAVAILABLE",
    "note RECONCILED",
    "note TRIPPED",
    "exit Unavailable",
    "kill",
)
CHUNK = 8


@dataclass(slots=True)
class Score:
    """What a campaign came to."""

    schedules: int = 0
    orders: int = 0
    lives: int = 0
    injected: Counter[str] = field(default_factory=Counter)
    died_at: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    found: list[Verdict] = field(default_factory=list)
    digest: str = ""

    def take(self, verdict: Verdict) -> None:
        """In the order of the schedules: the digest depends on it."""
        self.schedules += 1
        self.orders += verdict.orders
        self.lives += verdict.lives
        self.injected += verdict.injected
        self.died_at += verdict.died_at
        self.reasons += verdict.reasons
        self.digest = hashlib.sha256(f"{self.digest}{verdict.digest}".encode()).hexdigest()[:16]
        if verdict.wrongs:
            self.found.append(verdict)

    def never(self) -> list[str]:
        """Faults, crash points and reason codes that this campaign did not see."""
        wanted = ((EVERY_FAULT, self.injected), (CRASHES, self.died_at), (REASONS, self.reasons))
        return [name for names, seen in wanted for name in names if not seen[name]]


def seeded(first: int, count: int) -> Iterator[Schedule]:
    """`count` schedules, uniform and swarm in turn."""
    return (schedule(seed) for seed in range(first, first + count))


def systematic(upto: int, step: int = 1) -> Iterator[Schedule]:
    """Each fault at the n-th request that it can meet, each crash point at its n-th passing; n from 1 on."""
    for at in range(1, upto + 1, step):
        for name in FAULTS:
            for bot in EVERY_BOT:
                yield Schedule(at, bot, 104_729 * at, directed=Directed(name, at))
        for point in CRASHES:
            for bot in EVERY_BOT:
                yield Schedule(at, bot, 104_729 * at, deaths=((point, at), (point, 1)))


def run(schedules: Iterable[Schedule], jobs: int | None = None, into: Score | None = None) -> Score:
    """All of them; `into` goes on with an earlier score."""
    score = into or Score()
    for verdict in _verdicts(list(schedules), jobs or os.cpu_count() or 1):
        score.take(verdict)
    return score


def _verdicts(schedules: Sequence[Schedule], jobs: int) -> Iterator[Verdict]:
    if jobs == 1 or len(schedules) <= CHUNK:
        yield from map(play, schedules)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(play, schedules, chunksize=CHUNK)
