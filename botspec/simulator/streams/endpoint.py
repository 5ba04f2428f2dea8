"""WebSockets: from the handshake to the last frame."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from starlette.types import Receive, Scope, Send

from botspec.market.moments import nanoseconds
from botspec.simulator.config import TEXT
from botspec.simulator.simulation import Simulation
from botspec.simulator.streams import fakepaca
from botspec.simulator.streams.codec import Broken, Codec, JsonBytes, JsonText, Msgpack
from botspec.simulator.streams.data import SLOW, DataSession, Feed, error
from botspec.simulator.streams.feeds import TRADE_UPDATES, feeds
from botspec.simulator.streams.mailbox import Mailbox
from botspec.simulator.streams.trading import TradingSession

AUTH_SECONDS = 10.0
Session = TradingSession | DataSession


class Streams:
    """Opens a stream for whoever comes from this machine."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._feeds = feeds(simulation.config)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, until either side ends it."""
        await receive()
        path = scope["path"].rstrip("/")
        chaos = self._simulation.hub.chaos
        if chaos is not None and chaos.refuses(path):
            await _turned_away(send, 429)
        elif path == TRADE_UPDATES:
            await self._trading(receive, send)
        elif path in self._feeds:
            await self._data(self._feeds[path], dict(scope["headers"]), receive, send)
        else:
            await _turned_away(send, 404)

    async def _trading(self, receive: Receive, send: Send) -> None:
        hub = self._simulation.hub
        codec = JsonText() if self._simulation.config.frames == TEXT else JsonBytes()
        session = TradingSession(self._keys(), Mailbox())
        await send({"type": "websocket.accept"})
        hub.trading.append(session)
        try:
            await _talk(session, codec, receive, send, self._catch_up)
        finally:
            hub.trading.remove(session)

    async def _data(self, feed: Feed, headers: Mapping[bytes, bytes], receive: Receive, send: Send) -> None:
        hub = self._simulation.hub
        codec: Codec = Msgpack() if b"msgpack" in headers.get(b"content-type", b"") else JsonText()
        session = DataSession(feed, self._keys(), lambda: self._room(feed), Mailbox())
        await send({"type": "websocket.accept"})
        hub.data.append(session)
        session.greet(headers)
        overdue = asyncio.get_running_loop().call_later(AUTH_SECONDS, session.timed_out)
        try:
            await _talk(session, codec, receive, send, lambda: self._tell_test(session))
        finally:
            overdue.cancel()
            hub.data.remove(session)

    def _keys(self) -> tuple[str, str]:
        """What a client must know; of revoked keys nobody does."""
        config = self._simulation.config
        nobody_knows = secrets.token_hex(), secrets.token_hex()
        return nobody_knows if self._simulation.access.revoked else (config.key, config.secret)

    def _room(self, feed: Feed) -> bool:
        most = feed.most_connections
        return most is None or self._simulation.hub.connected(feed.path) < most

    def _catch_up(self) -> None:
        self._simulation.catch_up()

    def _tell_test(self, session: DataSession) -> None:
        self._simulation.catch_up()
        fakepaca.tell(session, nanoseconds(self._simulation.now))


async def _turned_away(send: Send, status: int) -> None:
    await send({"type": "websocket.http.response.start", "status": status, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b""})


async def _talk(session: Session, codec: Codec, receive: Receive, send: Send, after: Callable[[], None]) -> None:
    """Hear the client and tell it what happens, each at its own pace."""
    telling = asyncio.create_task(_tell(session.mailbox, codec, send))
    hearing = asyncio.create_task(_hear(session, codec, receive, after))
    done, pending = await asyncio.wait({telling, hearing}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*done, *pending, return_exceptions=True)


async def _hear(session: Session, codec: Codec, receive: Receive, after: Callable[[], None]) -> None:
    while (event := await receive())["type"] == "websocket.receive":
        session.receive(_read(codec, event))
        after()


def _read(codec: Codec, event: Mapping[str, Any]) -> object:
    frame = event.get("text")
    try:
        return codec.decode(event.get("bytes", b"") if frame is None else frame)
    except ValueError:
        return None


async def _tell(mailbox: Mailbox, codec: Codec, send: Send) -> None:
    try:
        while not (mailbox.finished or mailbox.overflowed):
            for content in await mailbox.take():
                await send(_frame(_encoded(codec, content)))
        if mailbox.overflowed:
            await send(_frame(codec.encode([error(SLOW)])))
        code, reason = mailbox.closing or (1008, "slow client")
        await send({"type": "websocket.close", "code": code, "reason": reason})
    except OSError:
        return  # the client is gone


def _encoded(codec: Codec, content: object) -> str | bytes:
    if not isinstance(content, Broken):
        return codec.encode(content)
    whole = codec.encode(content.content)
    return whole[: len(whole) // 2]


def _frame(encoded: str | bytes) -> dict[str, Any]:
    return {"type": "websocket.send", "text" if isinstance(encoded, str) else "bytes": encoded}
