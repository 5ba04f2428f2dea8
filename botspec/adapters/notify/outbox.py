"""What waits for one destination, and the thread that sends it: one that hangs holds up nobody else's messages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Condition, Thread

from botspec.domain.messages import Message

Send = Callable[[Message], None]
ROOM, TRIES, PAUSE_SECONDS = 200, 3, 2.0
LEAST_FIRST = ("fill", "headroom", "session_end", "error", "halt")


class Undelivered(Exception):
    """The other side did not take it; says nothing of the address, which is a secret."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Somewhere to send to, and which events go there. `name` is how the spec refers to it."""

    name: str
    events: Collection[str]
    send: Send


class Outbox:
    """`put` never waits for the other side; `failed` hears in words what could not be delivered."""

    def __init__(self, destination: Destination, failed: Callable[[str], None]) -> None:
        self._destination, self._failed = destination, failed
        self._waiting: deque[Message] = deque()
        self._changed = Condition()
        self._dropped, self._sending, self._ended = 0, False, False
        self._down = False
        self._thread = Thread(target=self._run, name="messenger", daemon=True)
        self._thread.start()

    def put(self, message: Message) -> None:
        """Queue it; without room, the oldest of what matters least makes way."""
        if message.event not in self._destination.events:
            return
        with self._changed:
            self._waiting.append(message)
            if len(self._waiting) > ROOM:
                del self._waiting[_least(self._waiting)]
                self._dropped += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Send what waits without pausing, then no more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def join(self, seconds: float) -> None:
        """Wait for the end; what is not sent by then is given up, and told."""
        self._thread.join(seconds)
        with self._changed:
            left = len(self._waiting) + self._sending
            self._waiting.clear()
        if left:
            self._failed(
                f"alerts to {self._destination.name}: {left} not delivered when the run ended: no answer in time"
            )

    def _run(self) -> None:
        while (message := self._next()) is not None:
            self._deliver(message)
            with self._changed:
                self._sending = False

    def _next(self) -> Message | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            if not self._waiting:
                return None
            self._sending = True
            return self._waiting.popleft()

    def _deliver(self, message: Message) -> None:
        why = ""
        for attempt in range(1 if self._down else TRIES):
            if attempt and self._ends_in(PAUSE_SECONDS):
                break
            try:
                self._destination.send(message)
            except Exception as error:  # noqa: BLE001  whatever a service does, the run goes on
                why = str(error) if isinstance(error, Undelivered) else type(error).__name__
            else:
                self._down = False
                return
        self._down = True
        lost = f"; {self._dropped} others were dropped" if self._dropped else ""
        self._failed(f"alert '{message.event}' to {self._destination.name} was not delivered: {why}{lost}")

    def _ends_in(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._ended, seconds)


def _least(waiting: Collection[Message]) -> int:
    """Where the oldest message of the least important event stands."""
    rank = {event: place for place, event in enumerate(LEAST_FIRST)}
    return min(enumerate(waiting), key=lambda each: (rank.get(each[1].event, len(rank)), each[0]))[0]
