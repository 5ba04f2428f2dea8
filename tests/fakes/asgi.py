"""An ASGI application mounted as a requests transport: a whole server without a socket."""

from __future__ import annotations

import contextlib
from io import BytesIO
from urllib.parse import unquote, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from starlette.types import ASGIApp
from urllib3 import HTTPResponse


class AsgiTransport(BaseAdapter):
    """Answers from `application`; keeps the method and path of every request."""

    def __init__(self, application: ASGIApp) -> None:
        super().__init__()
        self._application = application
        self.paths: list[str] = []

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        url = urlsplit(str(request.url))
        self.paths.append(f"{request.method} {url.path}")
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        messages = self._answer(_scope(request), body)
        response = Response()
        response.status_code = messages[0]["status"]
        response.headers.update({name.decode(): value.decode() for name, value in messages[0]["headers"]})
        content = b"".join(message.get("body", b"") for message in messages[1:])
        response.raw = HTTPResponse(BytesIO(content), preload_content=False)
        response.url, response.request, response.encoding = str(request.url), request, "utf-8"
        return response

    def _answer(self, scope: dict[str, object], body: bytes) -> list[dict]:
        """The application never waits for anything but us, so no event loop is needed."""
        messages: list[dict] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message) -> None:
            messages.append(message)

        running = self._application(scope, receive, send)
        with contextlib.suppress(StopIteration):
            running.send(None)
            raise AssertionError("the application waits for something else")
        return messages

    def close(self) -> None:
        """Nothing is open."""


def _scope(request: PreparedRequest) -> dict[str, object]:
    url = urlsplit(str(request.url))
    headers = {"Host": url.netloc, **request.headers}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": unquote(url.path),
        "raw_path": url.path.encode(),
        "query_string": url.query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), str(value).encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", url.port or 80),
    }
