"""Clocks that follow a simulator's time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from botspec.ports.broker import Unavailable
from botspec.ports.clock import LOOK_AGAIN

_LONGEST_NAP = 0.5
_SHORTEST_NAP = 0.001


class Control(Protocol):
    """What a clock needs of a simulator."""

    def advance(self, until: datetime, *, news: bool = False) -> datetime: ...

    def now(self) -> datetime: ...


class SteppedClock:
    """Simulated time that stands still until a run waits: then the simulator is stepped there."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._present = control.now().astimezone(UTC)

    def now(self) -> datetime:
        return self._present

    def wait_until(self, moment: datetime) -> None:
        if moment > self._present:
            self._present = self._control.advance(moment).astimezone(UTC)
        if moment > self._present:
            raise Unavailable(f"the simulator stopped at {self._present.isoformat()}: its bars end there", retry=False)

    def wait_for_news(self, moment: datetime) -> None:
        """To the first fill at most."""
        if moment > self._present:
            self._present = self._control.advance(moment, news=True).astimezone(UTC)


class FollowingClock:
    """The time of a simulator that runs on its own, `pace` simulated seconds a second."""

    def __init__(
        self,
        control: Control,
        pace: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        if not pace > 0:
            raise ValueError("a pace is a positive number")
        self._control = control
        self._pace = pace
        self._monotonic = monotonic
        self._sleep = sleep
        self._stop = stop
        self._present = self._told = control.now().astimezone(UTC)
        self._read_at = monotonic()

    def now(self) -> datetime:
        passed = timedelta(seconds=(self._monotonic() - self._read_at) * self._pace)
        self._told = max(self._told, self._present + passed)
        return self._told

    def wait_until(self, moment: datetime) -> None:
        """Sleep, then ask: only the simulator knows when the moment has been dealt with."""
        while self._present < moment and not self._stop():
            left = (moment - self.now()).total_seconds() / self._pace
            self._sleep(min(max(left, _SHORTEST_NAP), _LONGEST_NAP))
            self._present = self._control.now().astimezone(UTC)
            self._read_at = self._monotonic()

    def wait_for_news(self, moment: datetime) -> None:
        """Nothing here tells of news: the run looks again soon."""
        self.wait_until(min(moment, self.now() + LOOK_AGAIN))
