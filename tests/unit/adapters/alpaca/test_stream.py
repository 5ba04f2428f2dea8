"""Streams against a WebSocket server on loopback: logging in, news, refusals, going mute, coming back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from queue import Queue
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from botspec.adapters.alpaca.dialects import MarketData, Message, StreamRefused, TradeUpdates
from botspec.adapters.alpaca.hints import Board, _health
from botspec.adapters.alpaca.stream import Stream
from botspec.adapters.system.origin import HostRefused, LiveOrigin, Origin, stream_url
from tests.fakes.transport import CREDENTIALS, KEY_ID, SECRET_KEY

PATIENCE = 10.0
BAR = {"T": "b", "S": "AAA", "o": 1.0, "h": 2.0, "l": 0.5, "c": 1.5, "v": 100, "t": "2026-11-20T14:30:00Z"}
Told = tuple[str, Message | None]


@contextmanager
def server(talk: Callable[[ServerConnection], None]) -> Iterator[str]:
    def quietly(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            talk(connection)

    with serve(quietly, "127.0.0.1", 0) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{running.socket.getsockname()[1]}/stream"
        finally:
            running.shutdown()
            thread.join(PATIENCE)


@contextmanager
def streaming(url: str, dialect: Any, **given: Any) -> Iterator[tuple[Stream, Queue[Told]]]:
    sink: Queue[Told] = Queue(given.pop("room", 100))
    stream = Stream(url, dialect, CREDENTIALS, sink, **given)
    stream.start()
    try:
        yield stream, sink
    finally:
        stream.close(PATIENCE)


def accepting(connection: ServerConnection, *, binary: bool = False) -> None:
    """The trade updates' side of a log-in."""
    asked = json.loads(connection.recv(PATIENCE))
    assert asked == {"action": "authenticate", "data": {"key_id": KEY_ID, "secret_key": SECRET_KEY}}
    say(connection, {"stream": "authorization", "data": {"status": "authorized"}}, binary=binary)
    listening(connection, binary=binary)


def listening(connection: ServerConnection, *, binary: bool = False) -> None:
    assert json.loads(connection.recv(PATIENCE))["action"] == "listen"
    say(connection, {"stream": "listening", "data": {"streams": ["trade_updates"]}}, binary=binary)


def say(connection: ServerConnection, what: object, *, binary: bool = False) -> None:
    text = json.dumps(what)
    connection.send(text.encode() if binary else text)


@pytest.mark.parametrize("binary", [False, True])
def test_trade_updates_are_passed_on_in_text_and_binary_frames(*, binary: bool) -> None:
    def talk(connection: ServerConnection) -> None:
        accepting(connection, binary=binary)
        say(connection, {"stream": "trade_updates", "data": {"event": "fill"}}, binary=binary)
        connection.recv(PATIENCE)

    rung = Event()
    with server(talk) as url, streaming(url, TradeUpdates(), ring=rung.set) as (stream, sink):
        assert sink.get(timeout=PATIENCE) == ("trade_updates", None)
        name, message = sink.get(timeout=PATIENCE)
        assert message is not None
        assert (name, message["data"]) == ("trade_updates", {"event": "fill"})
        assert stream.connected
        assert rung.is_set()


def market(connection: ServerConnection) -> None:
    say(connection, [{"T": "success", "msg": "connected"}])
    assert json.loads(connection.recv(PATIENCE)) == {"action": "auth", "key": KEY_ID, "secret": SECRET_KEY}
    say(connection, [{"T": "success", "msg": "authenticated"}])
    assert json.loads(connection.recv(PATIENCE))["bars"] == ["AAA"]
    say(connection, [{"T": "subscription", "bars": ["AAA"]}])


def test_bars_come_and_everything_else_stays_away() -> None:
    def talk(connection: ServerConnection) -> None:
        market(connection)
        say(connection, [{"T": "q", "S": "AAA"}, BAR, {"T": "u", "S": "AAA"}, {"T": "subscription"}])
        connection.recv(PATIENCE)

    with server(talk) as url, streaming(url, MarketData(("AAA",))) as (_, sink):
        assert sink.get(timeout=PATIENCE) == ("bars", None)
        assert sink.get(timeout=PATIENCE) == ("bars", BAR)
        assert sink.get(timeout=PATIENCE)[1] == {"T": "u", "S": "AAA"}


@pytest.mark.parametrize("probed", [True, False])
def test_silence_is_asked_about_and_only_an_answer_keeps_it(*, probed: bool) -> None:
    connections: list[int] = []

    def talk(connection: ServerConnection) -> None:
        connections.append(1)
        accepting(connection)
        while probed:
            listening(connection)
        connection.recv(PATIENCE)

    with server(talk) as url, streaming(url, TradeUpdates(), probe_seconds=0.3) as (stream, sink):
        assert sink.get(timeout=PATIENCE) == ("trade_updates", None)
        if probed:
            Event().wait(1.5)
            assert stream.connected
            assert stream.unheard() < 1.0
            return
        assert sink.get(timeout=PATIENCE) == ("trade_updates", None)  # it went mute, and was connected anew
        assert len(connections) == 2


@pytest.mark.parametrize("dialect", [TradeUpdates(), MarketData(("AAA",))])
def test_keys_that_are_refused_for_a_while_are_tried_again_and_are_in_no_word_of_it(dialect: Any) -> None:
    tried, why = [0], Queue[str]()
    refused = {"stream": "authorization", "data": {"status": "unauthorized"}}
    if isinstance(dialect, MarketData):
        refused = [{"T": "error", "code": 402, "msg": "auth failed"}]  # type: ignore[assignment]

    def talk(connection: ServerConnection) -> None:
        tried[0] += 1
        if tried[0] > 1:
            why.put(streamed[0].why)
            return (accepting if isinstance(dialect, TradeUpdates) else market)(connection)
        if isinstance(dialect, MarketData):
            say(connection, [{"T": "success", "msg": "connected"}])
        connection.recv(PATIENCE)
        say(connection, refused)
        return None

    streamed: list[Stream] = []
    with server(talk) as url, streaming(url, dialect) as (stream, sink):
        streamed.append(stream)
        assert sink.get(timeout=PATIENCE) == (dialect.name, None)
        assert "refused" in (said := why.get(timeout=PATIENCE)) or "402" in said
        assert SECRET_KEY not in said


def test_keys_that_stay_refused_are_tried_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("ws://127.0.0.1:9/stream", TradeUpdates(), CREDENTIALS, Queue())
    pauses: list[float] = []

    def listen() -> None:
        raise StreamRefused("no", keys=len(pauses) < 11)

    def wait(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 12:
            stream._ended.set()

    monkeypatch.setattr(stream, "_listen", listen)
    monkeypatch.setattr(stream._ended, "wait", wait)
    monkeypatch.setattr("random.uniform", lambda _, most: most)
    stream._run()
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 30]


@pytest.mark.parametrize(
    ("code", "meant"), [(402, "keys"), (406, "crowded"), (409, "for_good"), (411, "for_good"), (500, "")]
)
def test_what_errors_mean(code: int, meant: str) -> None:
    with pytest.raises(StreamRefused) as refused:
        list(MarketData(("AAA",)).news(json.dumps([{"T": "error", "code": code, "msg": "no"}])))
    assert {each for each in ("for_good", "crowded", "keys") if getattr(refused.value, each)} == {meant} - {""}


@pytest.mark.parametrize("frame", ["{}", "[", b"\xff", "3", '{"stream": "x"}'])
def test_a_frame_that_is_none_never_passes(frame: str | bytes) -> None:
    for dialect in (MarketData(("AAA",)), TradeUpdates()):
        with suppress(ValueError, StreamRefused):
            assert list(dialect.news(frame)) == []


def test_a_full_sink_loses_nothing_silently() -> None:
    def talk(connection: ServerConnection) -> None:
        accepting(connection)
        for _ in range(5):
            say(connection, {"stream": "trade_updates", "data": {}})
        connection.recv(PATIENCE)

    rung = Queue[int]()
    with server(talk) as url, streaming(url, TradeUpdates(), room=2, ring=lambda: rung.put(1)) as (stream, _):
        for _ in range(6):
            rung.get(timeout=PATIENCE)
        assert stream.lost


# ---- bars on the board


def a_bar(symbol: str, **changed: Any) -> Message:
    return {**BAR, "S": symbol, **changed}


AT = datetime(2026, 11, 20, 14, 31, tzinfo=UTC)


def test_a_minute_is_there_once_every_symbols_bar_has_come() -> None:
    board = Board(("AAA", "BBB"))
    board.take(a_bar("AAA"))
    assert board.slice(AT) is None
    board.take(a_bar("ZZZ"))
    board.take(a_bar("BBB", t="2026-11-20T14:31:00Z"))
    assert board.slice(AT) is None
    board.take(a_bar("BBB"))
    found = board.slice(AT)
    assert found is not None
    assert found.symbols == ("AAA", "BBB")
    assert found.closed_at - found.opened_at == 60 * 10**9
    assert np.array_equal(found.close, [1.5, 1.5])


def test_a_better_bar_takes_the_place_of_the_first() -> None:
    board = Board(("AAA",))
    board.take(a_bar("AAA"))
    board.take(a_bar("AAA", T="u", c=1.75))
    found = board.slice(AT)
    assert found is not None
    assert found.close[0] == 1.75


@pytest.mark.parametrize(
    "changed", [{"h": 0.1}, {"c": "NaN"}, {"o": None}, {"t": "yesterday"}, {"t": "2026-11-20T02:00:00Z"}]
)
def test_what_cannot_be_is_left_to_the_brokers_list(changed: dict[str, Any]) -> None:
    board = Board(("AAA",))
    board.take(a_bar("AAA", **changed))
    assert board.slice(AT) is None


def test_streams_are_only_where_their_origin_is() -> None:
    assert stream_url(Origin("https://paper-api.alpaca.markets/"), "stream") == "wss://paper-api.alpaca.markets/stream"
    assert stream_url(Origin("https://data.alpaca.markets/"), "v2/iex") == "wss://stream.data.alpaca.markets/v2/iex"
    assert stream_url(Origin("http://127.0.0.1:8080/"), "v2/iex") == "ws://127.0.0.1:8080/v2/iex"


def test_the_live_stream_waits_for_all_gates() -> None:
    asking = object.__new__(LiveOrigin)
    object.__setattr__(asking, "url", "https://api.alpaca.markets/")
    object.__setattr__(asking, "proof", object())
    with pytest.raises(HostRefused):
        stream_url(asking, "stream")


def test_a_mistake_of_our_own_ends_no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("ws://127.0.0.1:9/stream", TradeUpdates(), CREDENTIALS, Queue())
    seen: list[tuple[bool, str]] = []

    def listen() -> None:
        stream.connected = True
        raise TypeError

    def wait(_: float) -> None:
        seen.append((stream.connected, stream.why))
        if len(seen) == 2:
            stream._ended.set()

    monkeypatch.setattr(stream, "_listen", listen)
    monkeypatch.setattr(stream._ended, "wait", wait)
    stream._run()
    assert seen == [(False, "the connection ended (TypeError)")] * 2


def test_a_stream_whose_thread_ended_is_away_whatever_it_said_last() -> None:
    stream = Stream("ws://127.0.0.1:9/stream", TradeUpdates(), CREDENTIALS, Queue())
    stream.connected, stream.why = True, ""
    told = _health(stream)
    assert (told.connected, told.why) == (False, "its thread ended")


def test_a_connection_that_ends_at_once_is_made_less_than_ten_times_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream("ws://127.0.0.1:9/stream", TradeUpdates(), CREDENTIALS, Queue(), monotonic=lambda: 0.0)
    at = [0.0]

    def listen() -> None:
        raise ConnectionResetError

    def wait(seconds: float) -> None:
        at.append(at[-1] + seconds)
        if at[-1] > 600:
            stream._ended.set()

    monkeypatch.setattr(stream, "_listen", listen)
    monkeypatch.setattr(stream._ended, "wait", wait)
    monkeypatch.setattr("random.uniform", lambda least, _: least)
    stream._run()
    assert max(len([each for each in at if begin <= each < begin + 60]) for begin in at) < 10
