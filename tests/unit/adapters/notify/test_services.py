"""The real apprise, to a receiver on loopback: each event arrives, nothing tells the address, never to the broker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from botspec.adapters.notify.messenger import Messenger
from botspec.adapters.notify.outbox import Destination, Undelivered
from botspec.adapters.notify.services import service
from botspec.adapters.notify.webhook import AddressRefused
from botspec.domain.messages import Message
from botspec.spec.words import AlertEvent

pytest.importorskip("apprise", reason="the extra notify is not installed")

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
PATIENCE = 10.0


class Receiver:
    """Takes posts at any path; `/away` answers with a redirect, `/refuse` with 503."""

    def __init__(self) -> None:
        self.got: Queue[tuple[str, dict[str, Any]]] = Queue()
        receiver = self

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.got.put((self.path, body))
                self.send_response({"/away": 307, "/refuse": 503}.get(self.path, 200))
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
        self.place = f"127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def a_message(event: str = "halt") -> Message:
    return Message(event, "dip", "paper", f"this is {event}", AT, "abc123")


def test_each_event_is_delivered_once(receiver: Receiver) -> None:
    events = [each.value for each in AlertEvent]
    messenger = Messenger([Destination("env:HOOK", events, service(f"json://{receiver.place}/hook"))])
    for event in events:
        messenger.tell(a_message(event))
    messenger.close(PATIENCE)
    got = [receiver.got.get(timeout=PATIENCE)[1] for _ in events]
    assert receiver.got.empty()
    assert [each["title"] for each in got] == [f"dip (paper): {event.replace('_', ' ')}" for event in events]
    assert got[0]["message"] == "this is halt\n2026-11-23 10:00:00 New York, journal abc123"
    assert {event: each["type"] for event, each in zip(events, got, strict=True)} == {
        "halt": "failure",
        "error": "failure",
        "fill": "success",
        "session_end": "info",
        "headroom": "warning",
    }


@pytest.mark.parametrize("path", ["refuse", "away"])
def test_a_refusal_is_undelivered_and_a_redirect_is_not_followed(receiver: Receiver, path: str) -> None:
    with pytest.raises(Undelivered):
        service(f"json://{receiver.place}/{path}")(a_message())
    assert receiver.got.get(timeout=PATIENCE)[0] == f"/{path}"
    assert receiver.got.empty()


@pytest.mark.parametrize(
    "url",
    [
        "jsons://api.alpaca.markets/v2/orders",
        "json://paper-api.ALPACA.markets",
        "json://api%2Ealpaca%2Emarkets/x",
        "mailto://me@example.com?smtp=api.alpaca.markets",
    ],
)
def test_messages_never_go_to_the_broker(url: str) -> None:
    with pytest.raises(AddressRefused, match="never go to the broker"):
        service(url)


@pytest.mark.parametrize(
    "url", ["json://me:s3cret-one@", "nosuch://s3cret-one", "slack://s3cret-one", "tgram://s3cret-one", "s3cret-one"]
)
def test_an_address_that_is_wrong_is_not_shown(
    url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    with pytest.raises(AddressRefused) as refused:
        service(url)
    assert "s3cret" not in f"{refused.value} {caplog.text} {capfd.readouterr()}"


def test_an_address_without_an_answer_is_not_shown(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, receiver: Receiver
) -> None:
    caplog.set_level(1)
    receiver.close()
    said: list[str] = []
    address = f"json://me:s3cret-one@{receiver.place}/s3cret-two?+x=s3cret-three"
    messenger = Messenger([Destination("env:HOOK", {"halt"}, service(address))], said.append)
    messenger.tell(a_message())
    messenger.close(PATIENCE)
    assert said == ["alert 'halt' to env:HOOK was not delivered: no answer, or the service refused it"]
    assert "s3cret" not in f"{said} {caplog.text} {capfd.readouterr()}"


def test_a_service_that_fails_while_it_is_set_up_is_an_address_that_cannot_be_used(monkeypatch: Any) -> None:
    def add(*_: object) -> bool:
        raise OSError("s3cret.example.com does not answer")

    monkeypatch.setattr("apprise.Apprise.add", add)
    with pytest.raises(AddressRefused, match=r"^apprise cannot use it \(OSError\)$"):
        service("tgram://s3cret")
