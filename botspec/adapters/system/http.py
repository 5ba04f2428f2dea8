"""HTTP sessions that reach one origin and nothing else."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, ReadTimeout, RequestException, Response, Session
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.exceptions import ChunkedEncodingError
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

PAPER_TRADING = "https://paper-api.alpaca.markets/"
MARKET_DATA = "https://data.alpaca.markets/"
_LOOPBACK = "127.0.0.1"
_SOCKET_OPTIONS = [
    *HTTPConnection.default_socket_options,
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
]


class HostRefused(Exception):
    """A request to a place that is not this session's origin; raised before a byte is written."""


class RedirectRefused(Exception):
    """The server sent us elsewhere."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port with the trailing slash: Alpaca paper, Alpaca data or this machine; no other exists."""

    url: str

    def __post_init__(self) -> None:
        if self.url not in {PAPER_TRADING, MARKET_DATA} and not self.local:
            raise HostRefused(f"{urlsplit(self.url).hostname} is not a host botspec may talk to")

    @property
    def base(self) -> str:
        """As alpaca-py wants it: without the trailing slash."""
        return self.url.removesuffix("/")

    @property
    def local(self) -> bool:
        """True for a server on this machine."""
        port = self.url.removeprefix(f"http://{_LOOPBACK}:").removesuffix("/")
        return port.isascii() and port.isdigit() and self.url == f"http://{_LOOPBACK}:{port}/"


def loopback(port: int) -> Origin:
    """The origin of a simulator on this machine."""
    return Origin(f"http://{_LOOPBACK}:{port}/")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until a connection, an answer's next byte and the whole answer must be there, and its largest size."""

    connect: float = 2.0
    read: float = 10.0
    total: float = 10.0
    largest: int = 64_000_000


class BoundedAdapter(HTTPAdapter):
    """HTTP over a few kept connections, bounded in time and size whatever the caller asks for; never retries."""

    def __init__(self, limits: Limits | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits or Limits()
        self._monotonic = monotonic
        super().__init__(pool_connections=1, pool_maxsize=4, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **settings: Any) -> None:  # noqa: ANN401, FBT001, FBT002 - requests' own signature
        super().init_poolmanager(connections, maxsize, block, socket_options=_SOCKET_OPTIONS, **settings)

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        """Send within the limits; time-outs, proxies, certificates and streaming of the caller are ignored."""
        limits = self._limits
        deadline = self._monotonic() + limits.total
        response = super().send(request, stream=True, timeout=(limits.connect, limits.read), verify=True)
        response._content = self._body(response.raw, deadline)  # noqa: SLF001 - as if requests had read it
        response._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001
        return response

    def _body(self, raw: BaseHTTPResponse, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := _next_part(raw):
            parts.append(part)
            size += len(part)
            if size > self._limits.largest or self._monotonic() > deadline:
                raw.close()
                raise ReadTimeout("the answer did not end")
        raw.release_conn()
        return b"".join(parts)


def _next_part(raw: BaseHTTPResponse) -> bytes:
    try:
        return raw.read1(65_536, decode_content=True)
    except ReadTimeoutError:
        broken: RequestException = ReadTimeout("the answer stopped")
    except (HTTPError, OSError):
        broken = ChunkedEncodingError("the answer was cut short")
    raise broken


class RefusingAdapter(BaseAdapter):
    """Mounted for every other place."""

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        raise HostRefused(f"refused before sending: {urlsplit(request.url or '').hostname} is not this session's host")

    def close(self) -> None:
        """Nothing is open."""


def guard(session: Session, origin: Origin, transport: BaseAdapter | None = None) -> None:
    """Make `session` reach `origin` and nothing else: no proxies, no netrc, no redirects, no cookies."""
    session.trust_env = False
    session.adapters.clear()
    refusing = RefusingAdapter()
    session.mount("http://", refusing)
    session.mount("https://", refusing)
    session.mount(origin.url, transport or BoundedAdapter())
    session.hooks["response"] = [_refuse_redirect]
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))


def mounted(session: Session) -> Mapping[str, BaseAdapter]:
    """What the session can reach, by prefix."""
    return dict(session.adapters)


def _refuse_redirect(response: Response, *_: object, **__: object) -> None:
    if 300 <= response.status_code < 400:  # noqa: PLR2004 - the redirects
        raise RedirectRefused(f"HTTP {response.status_code}: redirects are not followed")
