"""The `trade_updates` protocol of one connection."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from botspec.simulator.streams.codec import Message
from botspec.simulator.streams.mailbox import Mailbox

UPDATES = "trade_updates"


class TradingSession:
    """What one client hears of the account. Both spellings of the authentication are taken."""

    def __init__(self, keys: tuple[str, str], mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.authenticated = False
        self.listening = False
        self._keys = keys

    def receive(self, message: object) -> None:
        """Answer a client's message; what cannot be read is answered as an unknown action."""
        told = message if isinstance(message, dict) else {}
        match told.get("action"):
            case "authenticate" | "auth":
                self._authenticate(told)
            case "listen":
                self._listen(told)
            case _:
                self._answer("error", {"error": "unknown action"})

    def told(self, update: Message) -> Message:
        """An update as it is sent."""
        return {"stream": UPDATES, "data": update}

    def _authenticate(self, message: Mapping[str, object]) -> None:
        data = message.get("data")
        given = data if isinstance(data, dict) else message
        key, secret = given.get("key_id", given.get("key", "")), given.get("secret_key", given.get("secret", ""))
        known = [
            hmac.compare_digest(str(a).encode(), b.encode()) for a, b in zip((key, secret), self._keys, strict=True)
        ]
        self.authenticated = self.authenticated or all(known)
        self._authorization(action="authenticate", authorized=all(known))
        if not all(known):
            self.mailbox.end()

    def _listen(self, message: Mapping[str, object]) -> None:
        if not self.authenticated:
            self._authorization(action="listen", authorized=False)
            return
        data = message.get("data")
        streams = data.get("streams") if isinstance(data, dict) else None
        if not isinstance(streams, list):
            self._answer("listening", {"streams": [], "error": "streams is required"})
            return
        known = [stream for stream in streams if stream == UPDATES]
        self.listening = bool(known)
        told: Message = {"streams": known}
        if len(known) < len(streams):
            told["error"] = "unsupported streams: " + ", ".join(str(name) for name in streams if name != UPDATES)
        self._answer("listening", told)

    def _authorization(self, *, action: str, authorized: bool) -> None:
        status = "authorized" if authorized else "unauthorized"
        self._answer("authorization", {"status": status, "action": action})

    def _answer(self, stream: str, data: Message) -> None:
        self.mailbox.put({"stream": stream, "data": data})
