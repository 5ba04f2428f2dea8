"""What a seed means: a bot, a stretch of its market, how often each fault comes, where it dies, when a person kills."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

READS, WRITES, BOTH = "GET", "POST PATCH DELETE", "GET POST PATCH DELETE"

FAULTS: Mapping[str, str] = {
    "not_connected": BOTH,
    "lost_before": BOTH,
    "lost_after": BOTH,
    "timeout_before": BOTH,
    "timeout_after": BOTH,
    "late_delivery": WRITES,
    "delivered_twice": WRITES,
    "stale_read": READS,
    "not_yet_found": READS,
    "truncated": BOTH,
    "empty": BOTH,
    "html": BOTH,
    "wrong_shape": BOTH,
    "unknown_word": BOTH,
    "http_500": BOTH,
    "http_502": BOTH,
    "http_503": BOTH,
    "http_504_after": BOTH,
    "storm_429": BOTH,
}
STREAM_FAULTS = ("stream_drop", "stream_duplicate", "stream_reorder", "stream_mute", "stream_close", "stream_malformed")
ACCOUNT_FAULTS = ("partial_fill", "late_reject")
EVERY_FAULT = (*FAULTS, *STREAM_FAULTS, *ACCOUNT_FAULTS)
BOTS = ("short", "resting", "minutes")
THIN, BRACKET = "thin", "bracket"
SOMETIMES = {5: BRACKET, 6: THIN}  # of each 7 seeds
EVERY_BOT = (*BOTS, BRACKET, THIN)
CRASHES = (
    "start",
    "commit before",
    "commit after",
    "committed, not sent",
    "submit before a byte",
    "submit answered",
    "cancel before a byte",
    "cancel answered",
    "read answered",
    "booking a fill",
    "recording a mark",
    "recording a trip",
    "recording an outcome",
    "waiting",
)
RARE = ("start", "recording a trip", "cancel before a byte", "cancel answered")


@dataclass(frozen=True, slots=True)
class Directed:
    """One fault at the `at`-th request of those it can meet (of `method` only, if said), instead of a draw."""

    fault: str
    at: int
    method: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`rates` are per request, message or order, or of one method's requests (`POST truncated`).

    `deaths` are one a process: where, and at which passing. `kill_at` is the request at which a person pulls the
    switch; `first` chooses the stretch of bars.
    """

    seed: int
    bot: str
    first: int
    rates: Mapping[str, float] = field(default_factory=dict)
    deaths: tuple[tuple[str, int], ...] = ()
    kill_at: int | None = None
    directed: Directed | None = None

    @property
    def faulty(self) -> bool:
        """Whether anything goes wrong at all."""
        return bool(self.rates) or self.directed is not None

    def dice(self, about: str) -> random.Random:
        """Throws of its own for each purpose."""
        return random.Random(f"{self.seed} {about}")  # noqa: S311


def schedule(seed: int) -> Schedule:
    """Even seeds mix every fault alike; odd ones (swarm) draw which faults there are, and how often."""
    dice = random.Random(seed)  # noqa: S311
    bot = SOMETIMES.get(seed % 7) or BOTS[seed // 2 % len(BOTS)]
    if seed % 2 == 0:
        rates = dict.fromkeys(EVERY_FAULT, 0.008)
        rates |= {"partial_fill": 0.2, "late_reject": 0.05, "stream_mute": 0.004}
    else:
        chosen = dice.sample(EVERY_FAULT, k=dice.randint(1, 5))
        rates = {name: dice.uniform(0.03, 0.3) / len(chosen) for name in chosen}
    deaths = tuple(_death(dice) for _ in range(dice.choice((0, 0, 1, 1, 2, 3))))
    kill_at = dice.randint(20, 160) if dice.random() < 0.2 else None
    return Schedule(seed, bot, dice.randrange(1 << 30), rates, deaths, kill_at)


def _death(dice: random.Random) -> tuple[str, int]:
    point = dice.choice((*CRASHES, *RARE))
    return point, 1 if point in RARE else dice.randint(1, 9)
