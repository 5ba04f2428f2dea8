"""Takes messages at once and sends them when it can."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event, Thread

from botspec.domain.messages import Message

Send = Callable[[Message], None]
_ROOM, _TRIES, _PAUSE_SECONDS = 200, 3, 2.0
_NAP_SECONDS = 0.2


class Undelivered(Exception):
    """The other side did not take it; says nothing of the address, which is a secret."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Somewhere to send to, and which events go there. `name` is how the spec refers to it."""

    name: str
    events: Collection[str]
    send: Send


class Messenger:
    """`tell` never blocks and never raises; `failed` hears in words what could not be delivered."""

    def __init__(self, destinations: Sequence[Destination], failed: Callable[[str], None] = lambda _: None) -> None:
        self._destinations = destinations
        self._failed = failed
        self._queue: Queue[Message] = Queue(_ROOM)
        self._dropped = 0
        self._ended = Event()
        self._thread = Thread(target=self._run, name="messenger", daemon=True)
        if destinations:
            self._thread.start()

    def tell(self, message: Message) -> None:
        """Queue it; the oldest makes way when there is no room."""
        if not any(message.event in each.events for each in self._destinations):
            return
        while True:
            try:
                self._queue.put_nowait(message)
            except Full:
                self._drop_one()
            else:
                return

    def close(self, seconds: float = 5.0) -> None:
        """Send what waits, for a while; then end."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _drop_one(self) -> None:
        try:
            self._queue.get_nowait()
        except Empty:
            return
        self._dropped += 1

    def _run(self) -> None:
        while True:
            try:
                message = self._queue.get(timeout=_NAP_SECONDS)
            except Empty:
                if self._ended.is_set():
                    return
                continue
            for destination in self._destinations:
                if message.event in destination.events:
                    self._deliver(destination, message)

    def _deliver(self, destination: Destination, message: Message) -> None:
        why = ""
        for attempt in range(_TRIES):
            try:
                return destination.send(message)
            except Exception as error:  # noqa: BLE001  whatever a service does, the run goes on
                why = str(error) if isinstance(error, Undelivered) else type(error).__name__
                if attempt + 1 < _TRIES and self._ended.wait(_PAUSE_SECONDS):
                    break
        lost = f"; {self._dropped} older ones were dropped" if self._dropped else ""
        self._failed(f"alert '{message.event}' to {destination.name} was not delivered: {why}{lost}")
        return None
