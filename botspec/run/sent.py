"""How many orders left, of late and on the day."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from botspec.market.hours import Hours

MINUTE = timedelta(seconds=60)


@dataclass(slots=True)
class Sent:
    """`moments` of the last minute, and the orders of the day `on` by symbol."""

    moments: deque[datetime] = field(default_factory=deque)
    on: date | None = None
    by_symbol: dict[str, int] = field(default_factory=dict)

    def within_minute(self, at: datetime) -> int:
        """Orders sent in the 60 seconds up to `at`."""
        if not self.moments or at - self.moments[-1] >= MINUTE:
            return 0
        return sum([at - sent < MINUTE for sent in self.moments])

    def today(self, day: date) -> Mapping[str, int]:
        """Orders sent on `day`, by symbol."""
        return self.by_symbol if self.on == day else {}

    def add(self, at: datetime, hours: Hours, symbol: str) -> None:
        """One more order, on the day of `at`."""
        if not self.moments or self.moments[-1] is not at:  # else the day is the same, and nobody is older
            self._begin(at, hours.day(at))
        self.moments.append(at)
        self.by_symbol[symbol] = self.by_symbol.get(symbol, 0) + 1

    def _begin(self, at: datetime, day: date) -> None:
        if self.on != day:
            self.on, self.by_symbol = day, {}
        while self.moments and at - self.moments[0] >= MINUTE:
            self.moments.popleft()
