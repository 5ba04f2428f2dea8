"""The two protocols without sockets: who may hear what, and what is answered."""

from __future__ import annotations

from typing import Any

import msgpack
import pytest

from botspec.simulator.streams.codec import At, JsonBytes, JsonText, Msgpack
from botspec.simulator.streams.data import DataSession, Feed
from botspec.simulator.streams.mailbox import Mailbox
from botspec.simulator.streams.subscriptions import CRYPTO_CHANNELS, STOCK_CHANNELS
from botspec.simulator.streams.trading import TradingSession

KEYS = ("key", "secret")
AUTH = {"action": "auth", "key": "key", "secret": "secret"}
NOON = At(1_262_620_800_123_456_789)


class Recorded(Mailbox):
    """Keeps what was put."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    def put(self, content: object) -> None:
        self.seen.append(content)
        super().put(content)


def session(*, room: bool = True, **given: Any) -> DataSession:
    feed = Feed("/v2/iex", "stocks", **{"channels": STOCK_CHANNELS, **given})
    return DataSession(feed, KEYS, lambda: room, Recorded())


def last(found: DataSession | TradingSession) -> Any:
    content = found.mailbox.seen[-1]  # type: ignore[attr-defined]
    return content[0] if isinstance(content, list) else content


def error_code(found: DataSession) -> int:
    assert last(found)["T"] == "error", last(found)
    return int(last(found)["code"])


def subscribed(**given: Any) -> DataSession:
    found = session(**given)
    found.receive(AUTH)
    return found


def test_a_client_is_greeted_authenticated_and_told_all_its_channels() -> None:
    found = session()
    found.greet({})
    assert last(found) == {"T": "success", "msg": "connected"}
    found.receive(AUTH)
    assert last(found) == {"T": "success", "msg": "authenticated"}
    found.receive({"action": "subscribe", "trades": ["AAPL"], "bars": ["*"]})
    assert last(found) == {
        "T": "subscription",
        **{name: [] for name in STOCK_CHANNELS},
        "trades": ["AAPL"],
        "bars": ["*"],
        "corrections": ["AAPL"],
        "cancelErrors": ["AAPL"],
    }
    found.receive({"action": "unsubscribe", "trades": ["AAPL"]})
    assert last(found)["trades"] == last(found)["corrections"] == []
    assert last(found)["bars"] == ["*"]


def test_keys_in_the_handshake_are_enough() -> None:
    found = session()
    found.greet({b"apca-api-key-id": b"key", b"apca-api-secret-key": b"secret"})
    assert found.authenticated


@pytest.mark.parametrize(
    ("given", "messages", "code"),
    [
        ({}, [None], 400),
        ({}, [[1]], 400),
        ({}, [{"action": "dance"}], 400),
        ({}, [AUTH, {"action": "subscribe", "trades": "AAPL"}], 400),
        ({}, [{"action": "subscribe", "trades": ["AAPL"]}], 401),
        ({}, [{**AUTH, "secret": "wrong"}], 402),
        ({}, [{"action": "auth"}], 402),
        ({}, [AUTH, AUTH], 403),
        ({"most_symbols": 2}, [AUTH, {"action": "subscribe", "trades": ["A"], "quotes": ["A", "B"]}], 405),
        ({"room": False}, [AUTH], 406),
        ({"allowed": False}, [AUTH], 409),
        ({}, [AUTH, {"action": "subscribe", "orderbooks": ["AAPL"]}], 410),
        ({"channels": CRYPTO_CHANNELS}, [AUTH, {"action": "subscribe", "statuses": ["BTC/USD"]}], 410),
    ],
)
def test_errors_have_alpacas_codes(given: dict[str, Any], messages: list[object], code: int) -> None:
    found = session(**given)
    for message in messages:
        found.receive(message)
    assert error_code(found) == code
    assert (found.mailbox.closing is not None) == (code in {402, 406, 409})


def test_ten_seconds_without_keys() -> None:
    found = session()
    found.timed_out()
    assert error_code(found) == 404
    assert found.mailbox.closing is not None
    known = subscribed()
    known.timed_out()
    assert known.mailbox.closing is None


def test_bars_do_not_count_towards_the_symbol_limit() -> None:
    found = subscribed(most_symbols=2)
    found.receive({"action": "subscribe", "bars": ["A", "B", "C", "D"], "trades": ["A"], "quotes": ["A"]})
    assert last(found)["T"] == "subscription"


def test_only_what_was_asked_for_is_heard_in_one_array() -> None:
    found = subscribed()
    found.receive({"action": "subscribe", "trades": ["AAPL"], "bars": ["*"]})
    before = len(found.mailbox.seen)  # type: ignore[attr-defined]
    found.hear([{"T": "t", "S": "IBM"}, {"T": "q", "S": "AAPL"}])
    assert len(found.mailbox.seen) == before  # type: ignore[attr-defined]
    found.hear([{"T": "t", "S": "AAPL"}, {"T": "t", "S": "IBM"}, {"T": "b", "S": "IBM"}])
    assert found.mailbox.seen[-1] == [{"T": "t", "S": "AAPL"}, {"T": "b", "S": "IBM"}]  # type: ignore[attr-defined]


def test_a_mailbox_that_is_full_belongs_to_a_slow_client() -> None:
    box = Mailbox(2)
    for number in range(3):
        box.put(number)
    assert box.overflowed


# ---- trade updates


@pytest.mark.parametrize(
    "message",
    [
        {"action": "authenticate", "data": {"key_id": "key", "secret_key": "secret"}},
        {"action": "auth", "key": "key", "secret": "secret"},
    ],
)
def test_both_spellings_of_the_authentication(message: dict[str, Any]) -> None:
    found = TradingSession(KEYS, Recorded())
    found.receive({"action": "listen", "data": {"streams": ["trade_updates"]}})
    assert last(found) == {"stream": "authorization", "data": {"status": "unauthorized", "action": "listen"}}
    found.receive(message)
    assert last(found) == {"stream": "authorization", "data": {"status": "authorized", "action": "authenticate"}}
    assert not found.listening
    found.receive({"action": "listen", "data": {"streams": ["trade_updates"]}})
    assert last(found) == {"stream": "listening", "data": {"streams": ["trade_updates"]}}
    assert found.listening
    assert found.told({"event": "new"}) == {"stream": "trade_updates", "data": {"event": "new"}}


def test_wrong_keys_end_the_stream() -> None:
    found = TradingSession(KEYS, Recorded())
    found.receive({"action": "auth", "key": "key", "secret": "no"})
    assert last(found)["data"]["status"] == "unauthorized"
    assert found.mailbox.closing is not None


def test_streams_that_do_not_exist_are_named() -> None:
    found = TradingSession(KEYS, Recorded())
    found.receive(AUTH)
    found.receive({"action": "listen", "data": {"streams": ["trade_updates", "account_updates"]}})
    assert last(found)["data"] == {"streams": ["trade_updates"], "error": "unsupported streams: account_updates"}


# ---- how it is written


def test_times_are_written_as_the_codec_has_them() -> None:
    assert JsonText().encode([{"t": NOON}]) == '[{"t":"2010-01-04T16:00:00.123456789Z"}]'
    assert JsonText().encode({"t": At(1_262_620_800 * 10**9)}) == '{"t":"2010-01-04T16:00:00Z"}'
    assert JsonBytes().encode({}) == b"{}"
    packed = Msgpack().encode([{"t": NOON}])
    assert msgpack.unpackb(packed) == [{"t": msgpack.Timestamp(1_262_620_800, 123_456_789)}]


@pytest.mark.parametrize("codec", [JsonText(), JsonBytes(), Msgpack()])
def test_what_cannot_be_read_is_a_value_error(codec: Any) -> None:
    assert codec.decode('{"action": "auth"}') == {"action": "auth"}
    for frame in ("{", b"\xc1"):
        with pytest.raises(ValueError, match="not"):
            codec.decode(frame)
