"""Garbage is looked for while a bot waits, never while it deals with a bar: a search takes longer than the orders.

What was freed goes back to the machine once an hour, so that no day leaves more behind than the day before.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from botspec.adapters.system.memory import give_back

if TYPE_CHECKING:
    from datetime import datetime

    from botspec.ports.clock import Clock

LEISURE = timedelta(seconds=4)
"""Only a wait at least as long has room for a search: shorter ones are for bars that are late."""

SELDOM = timedelta(seconds=20)
"""Between two searches."""

RARELY = timedelta(hours=1)
"""Between two times that memory is given back: what is needed again must be had again."""

FAR = 1_000_000
"""New objects after which a search comes even to a bot that never waits."""


class TidyClock:
    """`clock`, with a search for garbage before a long wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._searched_at = self._gave_at = clock.now()

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return self._clock.now()

    def wait_until(self, moment: datetime) -> None:
        """Return when `moment` has come."""
        self._search(moment)
        self._clock.wait_until(moment)

    def wait_for_news(self, moment: datetime) -> None:
        """Return when `moment` has come, or an order may have filled."""
        self._search(moment)
        self._clock.wait_for_news(moment)

    def _search(self, moment: datetime) -> None:
        now = self._clock.now()
        if moment - now >= LEISURE and now - self._searched_at >= SELDOM:
            gc.collect()
            self._searched_at = now
            if now - self._gave_at >= RARELY:
                give_back()
                self._gave_at = now


@contextmanager
def undisturbed() -> Iterator[None]:
    """Inside, nothing made before is looked through, and new objects only when a `TidyClock` waits or they are many."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(FAR)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
