"""A kill while a request hangs: the server answers at last, and nothing that adds risk leaves after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import Any

import pytest

from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.connect import trading_pool
from botspec.adapters.system.mailbox import Mailbox
from botspec.adapters.system.origin import loopback
from botspec.adapters.system.transport import BoundedAdapter
from botspec.domain.commands import Ask, Command
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.outcomes import HELD, Acked, NotSent
from tests.fakes.transport import CREDENTIALS, order_json

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
PREFIX = "b1-abcdef-"


class Hanging:
    """Answers every request only once `release` is set; `orders` are the bodies of the POSTs it got."""

    def __init__(self) -> None:
        self.orders: list[str] = []
        self.came, self.release = Semaphore(0), Event()
        self.opened: list[Any] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.orders.append(body["client_order_id"])
                outer.came.release()
                outer.release.wait(5)
                told = json.dumps(order_json(client_order_id=body["client_order_id"], id="1")).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def broker(self, connections: int) -> AlpacaBroker:
        self.opened += trading_pool(loopback(self.server.server_port), CREDENTIALS, connections)
        first, *beside = self.opened
        return AlpacaBroker(first, prefix=PREFIX, since=AT, beside=beside)


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    found = Hanging()
    yield found
    found.release.set()
    for connection in found.opened:
        connection.close()
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    found = Mailbox(tmp_path)
    found.open()
    return found


def pull(mailbox: Mailbox) -> None:
    mailbox.pull(Command("kill", Ask.KILL, "anna", AT, "enough"))


def killed(mailbox: Mailbox) -> Callable[[], bool]:
    return lambda: mailbox.killed() is not None


def intents(count: int) -> list[Intent]:
    names = [f"{PREFIX}123456-{number:04}" for number in range(count)]
    requests_ = [OrderRequest(n, "AAPL", Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(10)) for n in names]
    return [Intent(r.client_order_id, Leg.ENTRY, "enter", AT, AT, 0, Decimal(150), r) for r in requests_]


@pytest.mark.parametrize("connections", [1, 3])
def test_what_waits_behind_a_request_that_hangs_never_leaves(
    hanging: Hanging, mailbox: Mailbox, connections: int
) -> None:
    def kill_while_it_hangs() -> None:
        for _ in range(connections):
            hanging.came.acquire(timeout=5)
        pull(mailbox)
        hanging.release.set()

    killer = Thread(target=kill_while_it_hangs)
    killer.start()
    outcomes = [outcome for _, outcome in hanging.broker(connections).submit_all(intents(7), AT, killed(mailbox))]
    killer.join(5)
    assert len(hanging.orders) == connections
    assert sum(isinstance(outcome, Acked) for outcome in outcomes) == connections
    assert outcomes.count(NotSent(HELD)) == 7 - connections


def test_the_switch_is_looked_at_again_when_the_connection_stands(
    hanging: Hanging, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = BoundedAdapter._connect

    def slowly(self: BoundedAdapter) -> None:
        connect(self)
        pull(mailbox)  # while the handshake took its time

    monkeypatch.setattr(BoundedAdapter, "_connect", slowly)
    hanging.release.set()
    (told,) = hanging.broker(1).submit_all(intents(1), AT, killed(mailbox))
    assert told[1] == NotSent(HELD)
    assert hanging.orders == []


def test_exits_leave_all_the_same(hanging: Hanging, mailbox: Mailbox) -> None:
    pull(mailbox)
    hanging.release.set()
    ((_, outcome),) = hanging.broker(1).submit_all(intents(1), AT, lambda: False)
    assert isinstance(outcome, Acked)
