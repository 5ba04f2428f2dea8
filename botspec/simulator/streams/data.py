"""The market-data protocol of one connection: authenticate, subscribe, hear."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from botspec.simulator.streams.codec import Message
from botspec.simulator.streams.mailbox import Mailbox
from botspec.simulator.streams.subscriptions import CHANNEL, Malformed, Subscriptions, UnknownChannel

ERRORS = {
    400: "invalid syntax",
    401: "not authenticated",
    402: "auth failed",
    403: "already authenticated",
    404: "auth timeout",
    405: "symbol limit exceeded",
    406: "connection limit exceeded",
    407: "slow client",
    409: "insufficient subscription",
    410: "invalid subscribe action for this feed",
}
AUTH_FAILED, TIMEOUT, SYMBOLS, CONNECTIONS, SLOW, PLAN = 402, 404, 405, 406, 407, 409
CONNECTED: Message = {"T": "success", "msg": "connected"}
AUTHENTICATED: Message = {"T": "success", "msg": "authenticated"}


@dataclass(frozen=True, slots=True)
class Feed:
    """One endpoint: what it carries and what the plan allows; None is no limit."""

    path: str
    market: str
    channels: tuple[str, ...]
    allowed: bool = True
    most_symbols: int | None = None
    most_connections: int | None = 1


def error(code: int) -> Message:
    """Alpaca's error message."""
    return {"T": "error", "code": code, "msg": ERRORS[code]}


class DataSession:
    """What one client may hear and what it is answered. `room` says whether one more connection is allowed."""

    def __init__(self, feed: Feed, keys: tuple[str, str], room: Callable[[], bool], mailbox: Mailbox) -> None:
        self.feed = feed
        self.mailbox = mailbox
        self.subscriptions = Subscriptions(feed.channels)
        self.authenticated = False
        self._keys = keys
        self._room = room

    def greet(self, headers: Mapping[bytes, bytes]) -> None:
        """The first message; keys in the handshake's headers count as authentication."""
        self._tell(CONNECTED)
        key, secret = headers.get(b"apca-api-key-id"), headers.get(b"apca-api-secret-key")
        if key is not None and secret is not None:
            self._authenticate(key.decode("latin-1"), secret.decode("latin-1"))

    def receive(self, message: object) -> None:
        """Answer a client's message; None for one that could not be read."""
        if not isinstance(message, dict):
            self._refuse(400)
            return
        match message.get("action"):
            case "auth":
                self._asked_in(message)
            case "subscribe" | "unsubscribe" as action:
                self._subscribe(message, more=action == "subscribe")
            case _:
                self._refuse(400)

    def timed_out(self) -> None:
        """Ten seconds without authentication."""
        if not self.authenticated:
            self._end(TIMEOUT)

    def wanted(self, batch: list[Message]) -> list[Message]:
        """What the client asked for."""
        return [message for message in batch if self.subscriptions.hears(CHANNEL[message["T"]], message["S"])]

    def hear(self, batch: list[Message]) -> None:
        """Pass on what the client asked for, as one array."""
        if wanted := self.wanted(batch):
            self.mailbox.put(wanted)

    def _asked_in(self, message: Mapping[str, object]) -> None:
        if self.authenticated:
            self._refuse(403)
        else:
            self._authenticate(str(message.get("key", "")), str(message.get("secret", "")))

    def _authenticate(self, key: str, secret: str) -> None:
        known = [
            hmac.compare_digest(given.encode(), kept.encode())
            for given, kept in zip((key, secret), self._keys, strict=True)
        ]
        if not all(known):
            self._end(AUTH_FAILED)
        elif not self.feed.allowed:
            self._end(PLAN)
        elif not self._room():
            self._end(CONNECTIONS)
        else:
            self.authenticated = True
            self._tell(AUTHENTICATED)

    def _subscribe(self, message: Mapping[str, object], *, more: bool) -> None:
        if not self.authenticated:
            self._refuse(401)
            return
        try:
            asked = self.subscriptions.asked(message)
        except UnknownChannel:
            self._refuse(410)
            return
        except Malformed:
            self._refuse(400)
            return
        wanted = self.subscriptions.with_more(asked) if more else self.subscriptions.without(asked)
        if self.feed.most_symbols is not None and wanted.counted > self.feed.most_symbols:
            self._refuse(SYMBOLS)
            return
        self.subscriptions = wanted
        self._tell(wanted.told())

    def _refuse(self, code: int) -> None:
        self._tell(error(code))

    def _end(self, code: int) -> None:
        self._tell(error(code))
        self.mailbox.end()

    def _tell(self, message: Message) -> None:
        """Control messages come alone."""
        self.mailbox.put([message])
