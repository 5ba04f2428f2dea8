"""Messages: to a receiver on loopback, past one that hangs or refuses, never to the broker, never blocking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest

from botspec.adapters.notify.messenger import Messenger
from botspec.adapters.notify.outbox import Destination, Undelivered
from botspec.adapters.notify.services import service
from botspec.adapters.notify.webhook import AddressRefused, webhook
from botspec.domain.messages import Message

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
PATIENCE = 10.0


def a_message(event: str = "halt", text: str = "drawdown tripped") -> Message:
    return Message(event, "dip", "paper", text, AT, "abc123")


class Receiver:
    """Takes posts; answers with `status`."""

    def __init__(self, status: int = 200) -> None:
        self.got: Queue[dict[str, Any]] = Queue()
        receiver = self

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.got.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?token=s3cret"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(PATIENCE)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def test_a_message_arrives_with_what_chats_read(receiver: Receiver) -> None:
    messenger = Messenger([Destination("env:HOOK", {"halt"}, webhook(receiver.url))])
    messenger.tell(a_message("fill"))
    messenger.tell(a_message())
    told = receiver.got.get(timeout=PATIENCE)
    messenger.close()
    assert told["text"] == told["content"] == "dip (paper): halt\ndrawdown tripped"
    assert (told["event"], told["head"], told["at"]) == ("halt", "abc123", AT.isoformat())
    assert receiver.got.empty()  # nobody asked for fills


def test_a_receiver_that_hangs_holds_nobody_up() -> None:
    hanging, let_go = Event(), Event()

    def hang(_: Message) -> None:
        hanging.set()
        let_go.wait(PATIENCE)

    messenger = Messenger([Destination("env:HOOK", {"halt"}, hang)])
    for _ in range(1000):
        messenger.tell(a_message())
    assert hanging.wait(PATIENCE)
    let_go.set()
    messenger.close()


def test_what_is_not_delivered_is_said_without_the_address() -> None:
    refusing = Receiver(status=503)
    said: Queue[str] = Queue()
    messenger = Messenger([Destination("env:HOOK", {"halt"}, webhook(refusing.url))], said.put)
    messenger.tell(a_message())
    messenger.close(PATIENCE)  # closing: it does not wait between tries
    text = said.get(timeout=PATIENCE)
    refusing.close()
    assert text == "alert 'halt' to env:HOOK was not delivered: HTTP 503"
    assert "s3cret" not in text


def test_one_that_hangs_does_not_hold_up_another(receiver: Receiver) -> None:
    let_go = Event()
    hanging = Destination("env:DEAD", {"halt"}, lambda _: bool(let_go.wait(PATIENCE)) and None)
    messenger = Messenger([hanging, Destination("env:HOOK", {"halt"}, webhook(receiver.url))])
    messenger.tell(a_message())
    assert receiver.got.get(timeout=PATIENCE)["event"] == "halt"
    let_go.set()
    messenger.close(PATIENCE)


def test_what_is_not_sent_when_the_run_ends_is_told() -> None:
    hanging, let_go = Event(), Event()
    said: list[str] = []

    def hang(_: Message) -> None:
        hanging.set()
        let_go.wait(PATIENCE)

    messenger = Messenger([Destination("env:HOOK", {"halt"}, hang)], said.append)
    messenger.tell(a_message())
    messenger.tell(a_message())
    assert hanging.wait(PATIENCE)
    messenger.close(0)
    assert said == ["alerts to env:HOOK: 2 not delivered when the run ended: no answer in time"]
    let_go.set()


def test_fills_make_way_for_what_matters_more() -> None:
    first, go_on = Event(), Event()
    sent: list[str] = []

    def slow(message: Message) -> None:
        first.set()
        go_on.wait(PATIENCE)
        sent.append(message.event)

    messenger = Messenger([Destination("env:HOOK", {"halt", "fill"}, slow)])
    messenger.tell(a_message("fill"))
    assert first.wait(PATIENCE)
    messenger.tell(a_message("halt"))
    for _ in range(400):
        messenger.tell(a_message("fill"))
    go_on.set()
    messenger.close(PATIENCE)
    assert sent.count("halt") == 1
    assert len(sent) == 1 + 200


def test_the_oldest_makes_way_when_there_is_no_room() -> None:
    first, go_on = Event(), Event()
    sent: list[str] = []

    def slow(message: Message) -> None:
        first.set()
        go_on.wait(PATIENCE)
        sent.append(message.text)

    messenger = Messenger([Destination("env:HOOK", {"halt"}, slow)])
    messenger.tell(a_message(text="0"))
    assert first.wait(PATIENCE)
    for number in range(1, 401):
        messenger.tell(a_message(text=str(number)))
    go_on.set()
    messenger.close(PATIENCE)
    assert sent == ["0", *(str(number) for number in range(201, 401))]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x",
        "https://",
        "https://user@example.com/x",
        "ftp://example.com",
        "https://api.alpaca.markets/v2/orders",
        "https://[",
        "file:///etc/passwd",
    ],
)
def test_where_messages_never_go(url: str) -> None:
    with pytest.raises(AddressRefused):
        webhook(url)


def test_no_answer_is_undelivered(receiver: Receiver) -> None:
    send = webhook(receiver.url)
    receiver.close()
    with pytest.raises(Undelivered, match="no answer"):
        send(a_message())


def test_other_services_need_the_extra_or_an_address_it_knows() -> None:
    with pytest.raises(AddressRefused):
        service("nonsense://x")
