"""The ASGI application: gate, route, answer."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Message, Receive, Scope, Send

from botspec.exchange.refusal import Refusal
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.chaos.rest import RestChaos
from botspec.simulator.gate import CONTROL, Gate
from botspec.simulator.routes.table import TABLE, Endpoint
from botspec.simulator.simulation import Simulation
from botspec.simulator.streams.endpoint import Streams

LARGEST_BODY = 64 * 1024
ASSET = "/v2/assets/{symbol_or_asset_id"
TOO_LARGE = Answer({"code": 40010000, "message": "request body is too large"}, 413)
WRONG_METHOD = Answer({"code": 40510000, "message": "method not allowed"}, 405)
BROKEN = Answer({"code": 50010000, "message": "internal server error occurred"}, 500)


class Application:
    """One simulation behind HTTP. `last_asked` is the monotonic time of the last request."""

    def __init__(self, simulation: Simulation, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._simulation = simulation
        self._gate = Gate(simulation.config, lambda: simulation.access.revoked)
        self._router = _router(simulation)
        self._streams = Streams(simulation)
        self._monotonic = monotonic
        self.last_asked = monotonic()
        self.requests = 0

    def silent_for(self) -> float:
        """Seconds since the last request; 0 while a stream is open."""
        return 0.0 if self._simulation.hub else self._monotonic() - self.last_asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or talk over one stream."""
        self.last_asked = self._monotonic()
        self.requests += 1
        if scope["type"] == "websocket":
            await self._stream(scope, receive, send)
            return
        refusal, headers = self._gate.check(scope["path"], dict(scope["headers"]))
        if refusal is not None:
            await _response(refusal, headers)(scope, receive, send)
        elif headers:
            await self._router(scope, receive, _adding(headers, send))
        else:
            await self._router(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._gate.is_elsewhere(dict(scope["headers"])):
            await receive()
            await send({"type": "websocket.close"})
            return
        await self._streams(scope, receive, send)
        self.last_asked = self._monotonic()


def _router(simulation: Simulation) -> Router:
    chaos = None if simulation.chaos is None else RestChaos(simulation, simulation.chaos)
    by_path: dict[str, dict[str, Endpoint]] = {}
    for entry in TABLE:
        by_path.setdefault(entry.path, {})[entry.method] = entry.endpoint
    return Router(
        [_route(simulation, chaos, path, endpoints) for path, endpoints in by_path.items()],
        redirect_slashes=False,
        default=_no_such_path,
    )


def _route(simulation: Simulation, chaos: RestChaos | None, path: str, endpoints: dict[str, Endpoint]) -> Route:
    async def answer(request: Request) -> Response:
        body = await request.body() if request.method in {"POST", "PATCH", "PUT"} else b""
        if len(body) > LARGEST_BODY:
            return _response(TOO_LARGE)
        asked = Asked(request.path_params, _joined(request.query_params.multi_items()), body)
        endpoint = endpoints.get("GET" if request.method == "HEAD" else request.method)
        if endpoint is None:
            return _response(WRONG_METHOD)
        if chaos is None or path.startswith(CONTROL):
            return _response(perform(simulation, endpoint, asked))
        return await chaos.answer(request, lambda: perform(simulation, endpoint, asked), body)

    path = path.replace(ASSET, f"{ASSET}:path")  # a pair comes as BTC%2FUSD
    return Route(path, answer, methods=["GET", "POST", "PATCH", "PUT", "DELETE"])


def perform(simulation: Simulation, endpoint: Endpoint, asked: Asked) -> Answer:
    """Catch up with the clock, then do what was asked; refusals become Alpaca's bodies."""
    try:
        simulation.catch_up()
        return endpoint(simulation, asked)
    except Refusal as refusal:
        return Answer(refusal.body(), refusal.http_status)
    except Bad as bad:
        return Answer({"message": bad.message}, bad.http_status)
    except Exception:  # noqa: BLE001 - a bug of ours answers as Alpaca's do, and is printed
        traceback.print_exc(file=sys.stderr)
        return BROKEN


def _joined(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in items:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _response(answer: Answer, headers: dict[str, str] | None = None) -> Response:
    return Response(answer.body(), answer.status, headers, answer.media)


def _adding(headers: dict[str, str], send: Send) -> Send:
    extra = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return sending


async def _no_such_path(scope: Scope, receive: Receive, send: Send) -> None:
    answer = Answer({"code": 40410000, "message": f"endpoint not found: {scope['path']}"}, 404)
    await _response(answer)(scope, receive, send)
