"""HTTP over one kept connection to one origin, bounded in time and size, without retries.

The standard library's client does the work; below `requests`, it costs half of what its own adapter costs, and here
every read of an answer, its head included, can be held to the time that is left.
"""

from __future__ import annotations

import io
import select
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from requests import ConnectionError as ConnectionBroken
from requests import PreparedRequest, ReadTimeout, Response
from requests.adapters import BaseAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from botspec.adapters.system.origin import Origin

_GZIP = 31  # zlib's name for the format


class NotConnected(ConnectionBroken):
    """No connection came about: not a byte of the request was written."""


class HeldBack(Exception):
    """Somebody said no while the connection came about: not a byte of the request was written."""


_HELD: ContextVar[Callable[[], bool] | None] = ContextVar("held", default=None)


@contextmanager
def held_by(held: Callable[[], bool]) -> Iterator[None]:
    """In this thread, look at `held` once more right before the bytes of a request are written."""
    before = _HELD.set(held)
    try:
        yield
    finally:
        _HELD.reset(before)


class TooLarge(OSError):
    """An answer beyond all expected size."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until a connection, an answer's next bytes and the whole answer must be there, and its largest size."""

    connect: float = 2.0
    read: float = 10.0
    total: float = 10.0
    largest: int = 64_000_000


class BoundedAdapter(BaseAdapter):
    """Requests to `origin`, one at a time. What the caller says of time-outs, proxies and certificates is ignored."""

    def __init__(
        self, origin: Origin, limits: Limits | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._limits = limits or Limits()
        self._monotonic = monotonic
        self._connection = _connection(origin, self._limits.connect)

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        self._connect()
        held = _HELD.get()
        if held is not None and held():
            raise HeldBack
        try:
            return self._exchange(request)
        except TimeoutError:
            broken: ConnectionBroken | ReadTimeout = ReadTimeout("no answer in time")
        except (HTTPException, OSError, zlib.error):
            broken = ConnectionBroken("the connection broke")
        except BaseException:
            self._connection.close()
            raise
        self._connection.close()
        raise broken

    def close(self) -> None:
        self._connection.close()

    def _connect(self) -> None:
        connection = self._connection
        if _usable(connection.sock):
            return
        connection.close()
        try:
            connection.connect()
        except OSError:
            connection.close()  # a handshake that failed must not leave a plain socket behind
        if connection.sock is None:
            raise NotConnected("no connection: refused, too slow, or the host is not known")
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def _exchange(self, request: PreparedRequest) -> Response:
        limits, connection = self._limits, self._connection
        deadline = self._monotonic() + limits.total
        connection.sock.settimeout(limits.read)
        connection.request(str(request.method), request.path_url, request.body, _headers(request))

        reading = _Reading(connection.sock, limits, deadline, self._monotonic)
        connection.response_class = partial(_answer, reading)  # type: ignore[assignment]
        answer = connection.getresponse()
        if reading.ended:
            raise HTTPException("cut short in its head")
        body = answer.read()
        return _response(request, answer, _plain(body, answer.getheader("Content-Encoding"), limits.largest))


class _Reading(io.RawIOBase):
    """The bytes of one answer, each read within what is left of its time and size."""

    def __init__(self, sock: socket.socket, limits: Limits, deadline: float, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._limits = limits
        self._deadline = deadline
        self._monotonic = monotonic
        self._size = 0
        self.ended = False

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, 65_536)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - any writable buffer
        left = self._deadline - self._monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(min(self._limits.read, left))
        count = self._raw.readinto(buffer)
        self.ended = not count
        self._size += count or 0
        if self._size > self._limits.largest:
            raise TooLarge
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def _answer(reading: _Reading, _: socket.socket, **settings: Any) -> HTTPResponse:  # noqa: ANN401 - http.client's words
    return HTTPResponse(reading, **settings)  # type: ignore[arg-type]


class _OneWrite:
    """Sends head and body in one write: an order leaves whole."""

    def send(self, data: bytes) -> None:
        self._held = getattr(self, "_held", b"") + data

    def request(self, *words: Any, **named: Any) -> None:  # noqa: ANN401 - http.client's own words
        self._held = b""
        super().request(*words, **named)  # type: ignore[misc]
        self.sock: socket.socket
        self.sock.sendall(self._held)


class _Http(_OneWrite, HTTPConnection):  # type: ignore[misc]
    """To a simulator on this machine."""


class _Https(_OneWrite, HTTPSConnection):  # type: ignore[misc]
    """To Alpaca."""


def _connection(origin: Origin, patience: float) -> HTTPConnection:
    place = urlsplit(origin.url)
    host = str(place.hostname)
    if place.scheme == "http":
        return _Http(host, place.port, timeout=patience)
    return _Https(host, place.port, timeout=patience, context=ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH))


def _usable(sock: socket.socket | None) -> bool:
    """Connected, and the other side has neither closed it nor said something nobody asked for."""
    return sock is not None and not select.select([sock], [], [], 0)[0]


def _headers(request: PreparedRequest) -> dict[str, str]:
    return {**request.headers, "Accept-Encoding": "gzip"}


def _plain(body: bytes, encoding: str | None, largest: int) -> bytes:
    if encoding is None:
        return body
    if encoding.lower() != "gzip":
        raise HTTPException(encoding)
    unpacking = zlib.decompressobj(_GZIP)
    text = unpacking.decompress(body, largest)
    if not unpacking.eof:
        raise HTTPException("cut short, or beyond all expected size")
    return text


def _response(request: PreparedRequest, answer: HTTPResponse, body: bytes) -> Response:
    response = Response()
    response.status_code = answer.status
    response.reason = answer.reason
    response.headers.update(answer.getheaders())
    response.raw = io.BytesIO(body)
    response.encoding = "utf-8"
    response.url = str(request.url)
    response.request = request
    return response
