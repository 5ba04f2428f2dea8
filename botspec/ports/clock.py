"""What time it is, and waiting for another."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

LOOK_AGAIN = timedelta(seconds=5)


class Clock(Protocol):
    """Aware UTC times. In simulate, waiting steps the simulator."""

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        ...

    def wait_until(self, moment: datetime) -> None:
        """Return when `moment` has come, everything up to it being matched and published. Never goes back."""
        ...

    def wait_for_news(self, moment: datetime) -> None:
        """As `wait_until`, but back as soon as one of our orders may have filled; `LOOK_AGAIN` later at most."""
        ...
