"""What is said on Alpaca's two kinds of stream: logging in, asking whether it still listens, and what errors mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from botspec.adapters.system.secret import Credentials

ORDERS, BARS = "trade_updates", "bars"
Message = Mapping[str, object]
Receive = Callable[[], str | bytes]
Send = Callable[[str], None]
_AUTH_FAILED, _CONNECTIONS, _PLAN, _SCOPE = 402, 406, 409, 411


class StreamRefused(Exception):
    """The other side said no; `for_good` when asking again with the same keys and plan cannot help.

    `keys` when it did not take them: a log-in service in trouble says so too, so it is asked again, ever more rarely.
    Whether they were revoked is for the broker's own answers to say.
    """

    def __init__(self, message: str, *, for_good: bool = False, crowded: bool = False, keys: bool = False) -> None:
        super().__init__(message)
        self.for_good = for_good
        self.crowded = crowded
        self.keys = keys


class Dialect(Protocol):
    """One kind of stream."""

    @property
    def name(self) -> str: ...

    def log_in(self, send: Send, receive: Receive, credentials: Credentials) -> None:
        """From the handshake until it tells. Raises StreamRefused, ValueError."""
        ...

    def probe(self) -> str:
        """A frame that must be answered, whatever the market does."""
        ...

    def news(self, frame: str | bytes) -> Iterator[Message]:
        """What a frame brings beside answers. Raises StreamRefused, ValueError."""
        ...


@dataclass(frozen=True, slots=True)
class TradeUpdates:
    """`/stream`: changes of orders; binary frames on paper, text live."""

    name: str = ORDERS

    def log_in(self, send: Send, receive: Receive, credentials: Credentials) -> None:
        """Authenticate, then listen."""
        keys = {"key_id": credentials.key_id.reveal(), "secret_key": credentials.secret_key.reveal()}
        send(json.dumps({"action": "authenticate", "data": keys}))
        told = _one(receive())
        data = told.get("data")
        if not isinstance(data, dict) or data.get("status") != "authorized":
            raise StreamRefused("trade updates: the keys were refused", keys=True)
        send(self.probe())
        while _one(receive()).get("stream") != "listening":
            pass

    def probe(self) -> str:
        """Listening again is answered with what is listened to."""
        return json.dumps({"action": "listen", "data": {"streams": ["trade_updates"]}})

    def news(self, frame: str | bytes) -> Iterator[Message]:
        """Only changes of orders."""
        told = _one(frame)
        if told.get("stream") == "trade_updates":
            yield told


@dataclass(frozen=True, slots=True)
class MarketData:
    """`/v2/iex` and its like: bars of minutes, corrected ones too. Asked for as JSON."""

    symbols: Sequence[str]
    name: str = BARS

    def log_in(self, send: Send, receive: Receive, credentials: Credentials) -> None:
        """Authenticate, then subscribe."""
        _expect(receive(), "connected")
        keys = {"key": credentials.key_id.reveal(), "secret": credentials.secret_key.reveal()}
        send(json.dumps({"action": "auth", **keys}))
        _expect(receive(), "authenticated")
        send(self.probe())
        told = _many(receive())
        if not any(message.get("T") == "subscription" for message in told):
            raise StreamRefused("market data: the subscription was not confirmed")

    def probe(self) -> str:
        """Subscribing again is answered with all subscriptions."""
        return json.dumps({"action": "subscribe", "bars": list(self.symbols), "updatedBars": list(self.symbols)})

    def news(self, frame: str | bytes) -> Iterator[Message]:
        """Only bars."""
        for message in _many(frame):
            if message.get("T") in ("b", "u"):  # what came may have no hash
                yield message


def _expect(frame: str | bytes, word: str) -> None:
    told = _many(frame)
    if not any(message.get("T") == "success" and message.get("msg") == word for message in told):
        raise StreamRefused(f"market data: expected '{word}'")


def _one(frame: str | bytes) -> Message:
    told = json.loads(frame)
    if not isinstance(told, dict):
        raise StreamRefused("a frame that is no object")
    return told


def _many(frame: str | bytes) -> list[Message]:
    told = json.loads(frame)
    if not isinstance(told, list):
        raise StreamRefused("a frame that is no array")
    messages: list[Message] = [message for message in told if isinstance(message, dict)]
    for message in messages:
        if message.get("T") == "error":
            raise _refusal(message)
    return messages


def _refusal(message: Message) -> StreamRefused:
    code = message.get("code")
    text = f"market data: {code} {message.get('msg')}"
    if code == _CONNECTIONS:
        text += " (another program, or an earlier one of this bot, holds the only connection of these keys)"
    crowded, keys = code == _CONNECTIONS, code == _AUTH_FAILED
    return StreamRefused(text, for_good=code in (_PLAN, _SCOPE), crowded=crowded, keys=keys)
