"""How many orders left, of late and on the day."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

MINUTE = timedelta(seconds=60)


@dataclass(slots=True)
class Sent:
    """`moments` of the last minute, and the orders of the day `on` by symbol."""

    moments: deque[datetime] = field(default_factory=deque)
    on: date | None = None
    by_symbol: Counter[str] = field(default_factory=Counter)

    def within_minute(self, at: datetime) -> int:
        """Orders sent in the 60 seconds up to `at`."""
        if not self.moments or at - self.moments[-1] >= MINUTE:
            return 0
        return sum([at - sent < MINUTE for sent in self.moments])

    def today(self, day: date) -> Mapping[str, int]:
        """Orders sent on `day`, by symbol."""
        return self.by_symbol if self.on == day else {}

    def add(self, at: datetime, day: date, symbol: str) -> None:
        """One more order, on `day`."""
        if self.on != day:
            self.on = day
            self.by_symbol.clear()
        self.by_symbol[symbol] += 1
        self.moments.append(at)
        while self.moments and at - self.moments[0] >= MINUTE:
            self.moments.popleft()
