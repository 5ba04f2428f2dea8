"""Cases 60 to 79: what every Alpaca says on its streams."""

from __future__ import annotations

import json
from typing import Any

import msgpack
from websockets.sync.client import ClientConnection, connect

from tests.conformance.case import STREAM, case
from tests.conformance.http import resting
from tests.conformance.places import PATIENCE, Place


def opened(place: Place, name: str, **headers: str) -> ClientConnection:
    return connect(getattr(place.addresses, name), proxy=None, additional_headers=headers)


def say(stream: ClientConnection, message: dict[str, Any]) -> None:
    stream.send(json.dumps(message))


def heard(stream: ClientConnection) -> Any:
    return json.loads(stream.recv(PATIENCE))


def auth(place: Place) -> dict[str, Any]:
    return {"action": "auth", "key": place.keys[0], "secret": place.keys[1]}


def into_updates(place: Place, stream: ClientConnection) -> None:
    say(stream, {"action": "authenticate", "data": {"key_id": place.keys[0], "secret_key": place.keys[1]}})
    assert heard(stream) == {"stream": "authorization", "data": {"status": "authorized", "action": "authenticate"}}
    say(stream, {"action": "listen", "data": {"streams": ["trade_updates"]}})
    assert heard(stream) == {"stream": "listening", "data": {"streams": ["trade_updates"]}}


@case(60, STREAM, "trade_updates: authenticate, listen, and frames are binary as on paper")
def handshake(place: Place) -> None:
    with opened(place, "trade_stream") as stream:
        say(stream, {"action": "authenticate", "data": {"key_id": place.keys[0], "secret_key": place.keys[1]}})
        assert isinstance(stream.recv(PATIENCE), bytes)
        say(stream, {"action": "listen", "data": {"streams": ["trade_updates"]}})
        assert heard(stream)["stream"] == "listening"


@case(61, STREAM, "trade_updates with wrong keys: unauthorized")
def unauthorized(place: Place) -> None:
    with opened(place, "trade_stream") as stream:
        say(stream, {"action": "authenticate", "data": {"key_id": "PKNOBODY", "secret_key": "nothing"}})
        assert heard(stream)["data"]["status"] == "unauthorized"


@case(62, STREAM, "an order that rests and is canceled is told so, with the whole order and no legs")
def told(place: Place) -> None:
    with opened(place, "trade_stream") as stream:
        into_updates(place, stream)
        order = place.http("POST", "/v2/orders", resting(place)).body
        place.http("DELETE", f"/v2/orders/{order['id']}")
        events = []
        while "canceled" not in events:
            data = heard(stream)["data"]
            if data["order"]["id"] == order["id"]:
                events.append(data["event"])
                assert data["order"]["symbol"] == place.symbol
                assert data["order"]["legs"] is None
                assert data["timestamp"].endswith("Z")
        assert events[0] in {"new", "accepted", "pending_new"}


@case(63, STREAM, "market data greets, authenticates and tells every channel of a subscription")
def subscription(place: Place) -> None:
    with opened(place, "test_stream") as stream:
        assert heard(stream) == [{"T": "success", "msg": "connected"}]
        say(stream, auth(place))
        assert heard(stream) == [{"T": "success", "msg": "authenticated"}]
        say(stream, {"action": "subscribe", "trades": ["FAKEPACA"]})
        (told,) = heard(stream)
        assert (told["T"], told["trades"], told["quotes"]) == ("subscription", ["FAKEPACA"], [])
        assert told["corrections"] == told["cancelErrors"] == ["FAKEPACA"]


@case(64, STREAM, "the test stream speaks at any hour; JSON has times as text")
def test_stream(place: Place) -> None:
    with opened(place, "test_stream") as stream:
        heard(stream)
        say(stream, auth(place))
        heard(stream)
        say(stream, {"action": "subscribe", "quotes": ["FAKEPACA"]})
        heard(stream)
        (quote, *_) = heard(stream)
        assert (quote["T"], quote["S"]) == ("q", "FAKEPACA")
        assert quote["t"].endswith("Z")


@case(65, STREAM, "with Content-Type application/msgpack: msgpack with its own timestamps")
def packed(place: Place) -> None:
    with opened(place, "test_stream", **{"Content-Type": "application/msgpack"}) as stream:
        assert msgpack.unpackb(stream.recv(PATIENCE)) == [{"T": "success", "msg": "connected"}]
        stream.send(msgpack.packb(auth(place)))
        stream.recv(PATIENCE)
        stream.send(msgpack.packb({"action": "subscribe", "quotes": ["FAKEPACA"]}))
        stream.recv(PATIENCE)
        (quote, *_) = msgpack.unpackb(stream.recv(PATIENCE))
        assert isinstance(quote["t"], msgpack.Timestamp)


@case(66, STREAM, "market data with wrong keys: error 402")
def wrong_keys(place: Place) -> None:
    with opened(place, "data_stream") as stream:
        heard(stream)
        say(stream, {"action": "auth", "key": "PKNOBODY", "secret": "nothing"})
        assert heard(stream)[0]["code"] == 402


@case(67, STREAM, "subscribing before authenticating: error 401; no action: error 400")
def too_early(place: Place) -> None:
    with opened(place, "data_stream") as stream:
        heard(stream)
        say(stream, {"action": "subscribe", "trades": [place.symbol]})
        assert heard(stream)[0]["code"] == 401
        say(stream, {"action": "dance"})
        assert heard(stream)[0]["code"] == 400


@case(68, STREAM, "a second connection to an endpoint: error 406")
def one_connection(place: Place) -> None:
    with opened(place, "data_stream") as first:
        heard(first)
        say(first, auth(place))
        assert heard(first)[0].get("msg") == "authenticated"
        with opened(place, "data_stream") as second:
            heard(second)
            say(second, auth(place))
            assert heard(second)[0]["code"] == 406


@case(69, STREAM, "authenticating twice: error 403")
def twice(place: Place) -> None:
    with opened(place, "test_stream") as stream:
        heard(stream)
        say(stream, auth(place))
        heard(stream)
        say(stream, auth(place))
        assert heard(stream)[0]["code"] == 403
