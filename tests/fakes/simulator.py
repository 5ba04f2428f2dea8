"""A simulator without a socket: the real application behind `requests`, and every exchange kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from botspec.market.panel import Panel
from botspec.simulator.app import Application
from botspec.simulator.config import Config
from botspec.simulator.simulation import Simulation, build

URL = "http://127.0.0.1:1"
KEY, SECRET, TOKEN = "PKTEST", "test-secret", "test-token"


@dataclass(frozen=True)
class Seen:
    """One request and its answer; `body` is parsed JSON, None when empty."""

    method: str
    path: str
    status: int
    body: Any
    headers: Mapping[str, str]


class AsgiAdapter(BaseAdapter):
    """Hands requests to an ASGI application in this process."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self._application = application
        self.seen: list[Seen] = []

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        url = urlsplit(str(request.url))
        body = request.body.encode() if isinstance(request.body, str) else (request.body or b"")
        headers = [(b"host", url.netloc.encode())] if "Host" not in request.headers else []
        headers += [(name.lower().encode(), _bytes(value)) for name, value in request.headers.items()]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(url.path),
            "raw_path": url.path.encode(),
            "query_string": url.query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 1),
        }
        status, told, content = asyncio.run(_ask(self._application, scope, body))
        self.seen.append(Seen(str(request.method), url.path, status, _read(content), dict(told)))
        return _response(request, status, told, content)

    def close(self) -> None:
        pass


async def _ask(
    application: Application, scope: dict[str, Any], body: bytes
) -> tuple[int, list[tuple[str, str]], bytes]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await application(scope, receive, send)
    headers = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


def _read(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return content.decode()


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1")


def _response(request: PreparedRequest, status: int, headers: list[tuple[str, str]], content: bytes) -> Response:
    response = Response()
    response.status_code = status
    response.headers.update(headers)
    response.raw = HTTPResponse(BytesIO(content), status=status, preload_content=False)
    response.request = request
    response.url = str(request.url)
    response._content = content
    return response


@dataclass
class Simulated:
    """A simulation with clients of its own."""

    simulation: Simulation
    adapter: AsgiAdapter
    session: Session = field(default_factory=Session)

    def ask(self, method: str, path: str, **given: Any) -> Seen:
        """One request with the right keys, unless `headers` say otherwise."""
        headers = given.pop("headers", {"APCA-API-KEY-ID": KEY, "APCA-API-SECRET-KEY": SECRET})
        self.session.request(method, URL + path, headers=headers, **given)
        return self.adapter.seen[-1]

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a GET that succeeds."""
        seen = self.ask("GET", path, params=query)
        assert seen.status == 200, seen
        return seen.body

    def advance(self, until: datetime) -> None:
        """Step time through the control handle."""
        seen = self.ask(
            "POST", "/sim/advance", json={"until": until.isoformat()}, headers={"Authorization": f"Bearer {TOKEN}"}
        )
        assert seen.status == 200, seen


def config(panel: Panel, starts_at: datetime, **given: Any) -> Config:
    """100,000 USD, no costs, stepped."""
    return Config(
        **{
            "symbols": panel.symbols,
            "starts_at": starts_at,
            "cash": Decimal(100_000),
            "key": KEY,
            "secret": SECRET,
            "control_token": TOKEN,
            **given,
        }
    )


def simulate(panel: Panel, starts_at: datetime, store: Path | None = None, **given: Any) -> Simulated:
    """A simulator of `panel` from `starts_at` on."""
    simulation = build(config(panel, starts_at, store=None if store is None else str(store), **given), panel)
    adapter = AsgiAdapter(Application(simulation))
    simulated = Simulated(simulation, adapter)
    simulated.session.mount("http://", adapter)
    simulated.session.trust_env = False
    return simulated
