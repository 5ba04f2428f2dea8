"""What is done when simulated time has come to it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count


class Later:
    """Things to do, earliest first; at one moment in the order in which they came."""

    def __init__(self) -> None:
        self._numbers = count()
        self._waiting: list[tuple[datetime, int, Callable[[], object]]] = []

    def put(self, due: datetime, act: Callable[[], object]) -> None:
        """Do it then."""
        heapq.heappush(self._waiting, (due, next(self._numbers), act))

    def due(self, until: datetime) -> datetime | None:
        """When the first is to be done, if that is not after `until`."""
        return self._waiting[0][0] if self._waiting and self._waiting[0][0] <= until else None

    def take(self) -> Callable[[], object]:
        """The first; it waits no more."""
        return heapq.heappop(self._waiting)[2]
