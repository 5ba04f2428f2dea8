"""The draw and the log. A draw depends on the seed and on what it is about, never on time or on other draws."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from botspec.simulator.chaos.faults import BY_NAME
from botspec.simulator.chaos.profile import Profile

WHOLE = float(1 << 64)


@dataclass(frozen=True, slots=True)
class Injected:
    """One fault: `at` is simulated time, `target` the request, stream or order that it met."""

    number: int
    at: str
    fault: str
    target: str
    detail: str


class Chaos:
    """Decides, and remembers what it did. `now` tells the simulated present."""

    def __init__(self, profile: Profile, now: Callable[[], datetime]) -> None:
        self.profile = profile
        self.injected: list[Injected] = []
        self.calm = self.ended = False
        self._now = now
        self._asked: Counter[str] = Counter()

    def draw(self, *about: object) -> float:
        """From 0 up to, not including, 1; the same for the same words."""
        digest = hashlib.blake2b(repr((self.profile.seed, *about)).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / WHOLE

    def happens(self, fault: str, *about: object) -> bool:
        """Whether this fault meets that."""
        return self.draw(fault, *about) < self.profile.rates.get(fault, 0.0)

    def choose(self, where: str, method: str | None = None) -> str | None:
        """The fault that the next request or message meets, if any; none while it is calm."""
        if self.calm:
            return None
        self._asked[where] += 1
        point = self.draw(where, self._asked[where])
        for name, rate in self.profile.rates.items():
            fault = BY_NAME[name]
            if fault.where != where or (method is not None and method not in fault.methods):
                continue
            if point < rate:
                return name
            point -= rate
        return None

    def note(self, fault: str, target: str, detail: str = "") -> None:
        """Remember it, and say it on standard error: the simulator's log."""
        told = Injected(len(self.injected) + 1, self._now().isoformat(), fault, target, detail)
        self.injected.append(told)
        sys.stderr.write(json.dumps({"injected": asdict(told)}) + "\n")
        sys.stderr.flush()

    def told(self) -> Mapping[str, Any]:
        """Everything so far, for the control handle."""
        return {
            "seed": self.profile.seed,
            "rates": dict(self.profile.rates),
            "counts": dict(Counter(each.fault for each in self.injected)),
            "faults": [asdict(each) for each in self.injected],
        }
