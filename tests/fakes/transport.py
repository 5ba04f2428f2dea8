"""Alpaca without sockets: answers mounted where the HTTP adapter would be; alpaca-py and requests are real."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from botspec.adapters.system.secret import Credentials, Secret

KEY_ID = "PKCANARY7Q2M4X8ZT1WB"
SECRET_KEY = "s3cr3tCANARYvQ9k/Lm+2xYp7RtZ0aBcDeFgHiJk"
CREDENTIALS = Credentials("main", Secret(KEY_ID), Secret(SECRET_KEY))


@dataclass(frozen=True)
class Reply:
    """What the other side sends back; `body` is sent as it is when it is text, else as JSON."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Answerer = Callable[[PreparedRequest], Reply]


class FakeTransport(BaseAdapter):
    """Replies from a list (or a function), and keeps every request. An exception in the list is raised."""

    def __init__(self, *replies: Reply | BaseException | Answerer) -> None:
        super().__init__()
        self._replies = list(replies)
        self.requests: list[PreparedRequest] = []

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        self.requests.append(request)
        reply = self._replies[0] if len(self._replies) == 1 else self._replies.pop(0)
        if isinstance(reply, BaseException):
            raise reply
        return _response(request, reply if isinstance(reply, Reply) else reply(request))

    def close(self) -> None:
        """Nothing is open."""

    @property
    def paths(self) -> list[str]:
        return [f"{request.method} {urlsplit(str(request.url)).path}" for request in self.requests]

    def query(self, index: int = -1) -> dict[str, str]:
        found = parse_qs(urlsplit(str(self.requests[index].url)).query)
        return {name: values[0] for name, values in found.items()}

    def body(self, index: int = -1) -> dict[str, object]:
        return json.loads(self.requests[index].body or b"null")


def _response(request: PreparedRequest, reply: Reply) -> Response:
    text = reply.body if isinstance(reply.body, str) else "" if reply.body is None else json.dumps(reply.body)
    response = Response()
    response.status_code = reply.status
    response.headers.update(reply.headers)
    response.raw = HTTPResponse(BytesIO(text.encode()), preload_content=False)
    response.url = str(request.url)
    response.request = request
    response.encoding = "utf-8"
    return response


def order_json(**changes: object) -> dict[str, object]:
    """An order as Alpaca sends it."""
    return {
        "id": "61e69015-8549-4bfd-b9c3-01e75843f47d",
        "client_order_id": "b1-abcdef-123456-0011223344556677",
        "created_at": "2026-11-20T14:30:00.123456789Z",
        "updated_at": "2026-11-20T14:30:00.223456789Z",
        "submitted_at": "2026-11-20T14:30:00.123456789Z",
        "filled_at": None,
        "expired_at": None,
        "canceled_at": None,
        "replaced_by": None,
        "replaces": None,
        "asset_class": "us_equity",
        "symbol": "AAPL",
        "qty": "10",
        "filled_qty": "0",
        "filled_avg_price": None,
        "order_class": "",
        "order_type": "market",
        "type": "market",
        "side": "buy",
        "time_in_force": "day",
        "limit_price": None,
        "status": "pending_new",
        "extended_hours": False,
        "legs": None,
        **changes,
    }
