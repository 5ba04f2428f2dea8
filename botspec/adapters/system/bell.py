"""A sleep that somebody in another thread can end."""

from __future__ import annotations

from threading import Event


class Bell:
    """One sleeper, any number of ringers. A ring while nobody sleeps ends the next sleep at once."""

    def __init__(self) -> None:
        self._rung = Event()

    def ring(self) -> None:
        self._rung.set()

    def sleep(self, seconds: float) -> None:
        """At most so long."""
        self._rung.wait(seconds)
        self._rung.clear()
