"""A live host that records: on loopback, in place of the connections that would leave for Alpaca."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from unittest import mock
from urllib.parse import urlsplit

from botspec.adapters.alpaca import hints
from botspec.adapters.system import transport
from botspec.adapters.system.origin import Origin, stream_url

LIVE = "api." + "alpaca.markets"
ACCOUNT = {"id": "x", "account_number": "987651234", "status": "ACTIVE", "trading_blocked": False}


class LiveHost:
    """Answers account and clock, 503 to all else. `connections` counts who so much as knocked."""

    def __init__(self, account: dict[str, Any] | None = None, skew: timedelta = timedelta(0)) -> None:
        self.account = ACCOUNT if account is None else account
        self.skew = skew
        self.connections = 0
        self.requests: list[str] = []
        self.answer: Callable[[str, str], tuple[int, Any]] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def told(self, method: str, path: str) -> tuple[int, Any]:
        """Status and body."""
        if self.answer is not None:
            return self.answer(method, path)
        if (method, path) == ("GET", "/v2/account"):
            return 200, self.account
        if (method, path) == ("GET", "/v2/clock"):
            return 200, {"timestamp": (datetime.now(UTC) + self.skew).isoformat(), "is_open": False}
        return 503, {"message": "not now"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                host.connections += 1
                super().setup()

            def _serve(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                host.requests.append(f"{self.command} {self.path}")
                status, body = host.told(self.command, self.path)
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = do_PATCH = do_PUT = _serve  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        return Handler


@contextlib.contextmanager
def in_place_of_alpaca(live: LiveHost | int, others: int = 9) -> Iterator[None]:
    """Connections for the live host go to `live` (a host or a port), those for its other hosts to port `others`."""
    port = live if isinstance(live, int) else live.port

    def connection(origin: Origin, patience: float) -> HTTPConnection:
        place = urlsplit(origin.url)
        if place.scheme == "http":
            return transport._Http(str(place.hostname), place.port, timeout=patience)
        return transport._Http("127.0.0.1", port if place.hostname == LIVE else others, timeout=patience)

    def stream(origin: Origin, path: str) -> str:
        real = urlsplit(stream_url(origin, path))
        if real.scheme == "ws":
            return real.geturl()
        return f"ws://127.0.0.1:{port if real.hostname == LIVE else others}/{path}"

    with mock.patch.object(transport, "_connection", connection), mock.patch.object(hints, "stream_url", stream):
        yield
