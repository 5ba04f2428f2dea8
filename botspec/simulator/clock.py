"""What moves simulated time: the control handle alone, or the machine's clock, faster."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta


class Stepped:
    """Time stands still between steps."""

    stepped = True

    def now(self, present: datetime) -> datetime:
        """The present."""
        return present


class Accelerated:
    """`speed` simulated seconds pass in a second, from `starts_at` on."""

    stepped = False

    def __init__(self, starts_at: datetime, speed: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._starts_at = starts_at
        self._speed = speed
        self._monotonic = monotonic
        self._began = monotonic()

    def now(self, present: datetime) -> datetime:
        """Never before `present`."""
        passed = (self._monotonic() - self._began) * self._speed
        return max(present, self._starts_at + timedelta(seconds=passed))


Clock = Stepped | Accelerated
