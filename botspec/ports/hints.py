"""What streams tell before anybody asks: hints to look, never the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from botspec.market.slice import Slice


@dataclass(frozen=True, slots=True)
class Heard:
    """What came since the last time: something about our orders, a stream that was connected anew."""

    orders: bool = False
    connected: bool = False


@dataclass(frozen=True, slots=True)
class StreamHealth:
    """One stream: `unheard` is for how long it has said nothing it should have said, `why` in words."""

    name: str
    connected: bool
    unheard: timedelta
    why: str


class Hints(Protocol):
    """Streams in threads of their own; everything here is asked from the loop and never blocks."""

    def waiting(self) -> bool:
        """Something came that was not heard yet."""
        ...

    def hear(self) -> Heard:
        """Take in everything that came."""
        ...

    def bars(self, at: datetime) -> Slice | None:
        """The bars that closed at `at` once every symbol's has come; None before, and where no stream brings bars."""
        ...

    def health(self) -> Sequence[StreamHealth]:
        """How each stream is."""
        ...

    def close(self) -> None:
        """End the threads."""
        ...
