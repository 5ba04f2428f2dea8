"""Takes messages at once and sends them when it can."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from botspec.adapters.notify.outbox import Destination, Outbox
from botspec.domain.messages import Message


class Messenger:
    """`tell` never waits for a service and never raises; `failed` hears in words what could not be delivered."""

    def __init__(self, destinations: Sequence[Destination], failed: Callable[[str], None] = lambda _: None) -> None:
        self._outboxes = [Outbox(each, failed) for each in destinations]
        self._last = ""

    def tell(self, message: Message) -> None:
        """Queue it wherever its event goes."""
        self._last = message.text
        for outbox in self._outboxes:
            outbox.put(message)

    def told_last(self, text: str) -> bool:
        """The newest message says this."""
        return bool(text) and text in self._last

    def close(self, seconds: float = 5.0) -> None:
        """Send what waits, for a while; then end."""
        until = time.monotonic() + seconds
        for outbox in self._outboxes:
            outbox.end()
        for outbox in self._outboxes:
            outbox.join(max(until - time.monotonic(), 0.0))
