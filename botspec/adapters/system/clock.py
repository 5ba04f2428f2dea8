"""The machine's own clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from botspec.ports.clock import LOOK_AGAIN

_LONGEST_NAP = 1.0
_SET_BACK = timedelta(seconds=1)


def utc_now() -> datetime:
    return datetime.now(UTC)


class WallClock:
    """Real time. Naps are short, so that a stepped or suspended machine is noticed."""

    def __init__(
        self,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._stop = stop

    def now(self) -> datetime:
        return self._now()

    def wait_until(self, moment: datetime) -> None:
        """As the port says, but a wait ends early when `stop` says so, and once the clock was set back."""
        latest = self._now()
        while (left := (moment - latest).total_seconds()) > 0 and not self._stop():
            self._sleep(min(left, _LONGEST_NAP))
            before, latest = latest, self._now()
            if latest < before - _SET_BACK:
                return  # the moment may be hours away now

    def wait_for_news(self, moment: datetime) -> None:
        self.wait_until(min(moment, self._now() + LOOK_AGAIN))
