"""What time it is, and waiting for another."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Aware UTC times. In simulate, waiting steps the simulator."""

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        ...

    def wait_until(self, moment: datetime) -> None:
        """Return when `moment` has come, everything up to it being matched and published. Never goes back."""
        ...
