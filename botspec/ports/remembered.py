"""What a process knows of the ones before it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a broker and feed must know of earlier processes: when the bot began, what is booked, what may be live.

    `anchor` is the first date of history; `note` hears what was not understood, `stop` ends waits early,
    `ring` wakes whoever waits.
    """

    began_at: datetime
    anchor: date
    booked: Collection[str] = ()
    live: Collection[str] = ()
    note: Callable[[str], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False
    ring: Callable[[], None] = lambda: None
