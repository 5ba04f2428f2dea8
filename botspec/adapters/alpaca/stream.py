"""One stream in a thread of its own: it connects, logs in, passes messages on, and notices when it went mute."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from queue import Empty, Full, Queue
from threading import Event, Thread

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from websockets.sync.client import ClientConnection, connect

from botspec.adapters.alpaca.dialects import Dialect, Message, StreamRefused
from botspec.adapters.system.secret import Credentials

CONNECT_SECONDS = 5.0
PROBE_SECONDS = 10.0
"""Silence after which it is asked whether it still listens; as much again without a word, and it counts as mute."""
SHORTEST, LONGEST, CROWDED, RAREST = 1.0, 30.0, 20.0, 300.0
_LARGEST = 16_000_000
_SLICE = 0.5


class Mute(Exception):
    """Connected, and says nothing, not even when asked."""


class Stream:
    """`sink` takes (name, message) pairs; None as a message says that the stream was connected (anew).

    A sink that is full loses messages, which `lost` tells: whoever reads must then ask the broker.
    """

    def __init__(
        self,
        url: str,
        dialect: Dialect,
        credentials: Credentials,
        sink: Queue[tuple[str, Message | None]],
        ring: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
        probe_seconds: float = PROBE_SECONDS,
    ) -> None:
        self.name = dialect.name
        self.connected = False
        self.why = "not connected yet"
        self.lost = False
        self._url, self._dialect, self._credentials, self._sink = url, dialect, credentials, sink
        self._ring, self._monotonic, self._probe_seconds = ring, monotonic, probe_seconds
        self._heard_at = monotonic()
        self._ended = Event()
        self._thread = Thread(target=self._run, name=f"stream-{dialect.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, seconds: float = 2.0) -> None:
        """End the thread; one that hangs in the network is left behind, as a daemon."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    @property
    def alive(self) -> bool:
        """The thread runs."""
        return self._thread.is_alive()

    def unheard(self) -> float:
        """Seconds since it last said something, a probe's answer included."""
        return self._monotonic() - self._heard_at

    # ---- in the thread

    def _run(self) -> None:
        pause = SHORTEST
        while not self._ended.is_set():
            began, longest = self._monotonic(), LONGEST
            try:
                self._listen()
            except StreamRefused as refused:
                self._lose(str(refused))
                if refused.for_good:
                    return
                longest = RAREST if refused.keys else LONGEST
                pause = CROWDED if refused.crowded else pause
            except Mute:
                self._lose("it went mute: connected, but no answer")
            except Exception as error:  # noqa: BLE001  a mistake of our own must not end it without a word either
                self._lose(f"the connection ended ({type(error).__name__})")
            pause = SHORTEST if self._monotonic() - began > LONGEST else min(pause * 2, longest)
            self._ended.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311  spreads reconnects, guards nothing

    def _listen(self) -> None:
        secure = self._url.startswith("wss://")
        with connect(
            self._url,
            ssl=ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH) if secure else None,
            proxy=None,
            open_timeout=CONNECT_SECONDS,
            close_timeout=1,
            ping_interval=self._probe_seconds,
            ping_timeout=self._probe_seconds,
            max_size=_LARGEST,
            additional_headers={"Content-Type": "application/json"},
            user_agent_header=None,
        ) as socket:
            self._dialect.log_in(socket.send, lambda: socket.recv(CONNECT_SECONDS), self._credentials)
            self._hear()
            self.connected, self.why = True, ""
            self._pass_on(None)
            self._ring()
            self._follow(socket)

    def _follow(self, socket: ClientConnection) -> None:
        probed = False
        while not self._ended.is_set():
            try:
                frame = socket.recv(_SLICE)
            except TimeoutError:
                probed = self._still_there(socket, probed=probed)
                continue
            probed = False
            self._hear()
            for message in self._dialect.news(frame):
                self._pass_on(message)
            self._ring()  # once for all a frame brings: whoever sleeps is not woken five hundred times

    def _still_there(self, socket: ClientConnection, *, probed: bool) -> bool:
        silent = self.unheard()
        if silent >= 2 * self._probe_seconds:
            raise Mute
        if silent >= self._probe_seconds and not probed:
            socket.send(self._dialect.probe())
            return True
        return probed

    def _hear(self) -> None:
        self._heard_at = self._monotonic()

    def _lose(self, why: str) -> None:
        self.connected, self.why = False, self._credentials.withhold(why)

    def _pass_on(self, message: Message | None) -> None:
        try:
            self._sink.put_nowait((self.name, message))
        except Full:
            self.lost = True


def drained(sink: Queue[tuple[str, Message | None]]) -> list[tuple[str, Message | None]]:
    """Everything in it now."""
    found = []
    while True:
        try:
            found.append(sink.get_nowait())
        except Empty:
            return found
