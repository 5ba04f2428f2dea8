"""What somebody is told while they do not look on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One event of a run; `head` is the journal's head hash when it was told."""

    event: str
    bot: str
    mode: str
    text: str
    at: datetime
    head: str = ""

    @property
    def title(self) -> str:
        """One line for lists."""
        return f"{self.bot} ({self.mode}): {self.event.replace('_', ' ')}"
