"""Faults of requests: what is done, what is answered, and whether at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from botspec.simulator.answer import Answer, Page, page
from botspec.simulator.chaos.chaos import Chaos
from botspec.simulator.chaos.faults import REST
from botspec.simulator.simulation import Simulation

Act = Callable[[], Answer]
MOST_LATE, LONGEST_STORM, SLOWEST = 60, 5, 1.0
TOO_OFTEN = Answer({"code": 42910000, "message": "too many requests"}, 429)
BROKEN = Answer({"code": 50010000, "message": "internal server error occurred"}, 500)
GATEWAY = page(504, "Gateway Time-out")
WELCOME = Answer(Page("<html><body>Welcome! Please sign in to the network.</body></html>"))
UNKNOWN_STATUS = "pondering"


class Gone(Response):
    """No answer: the connection ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Abort the socket; without one (a test's transport) a proxy says that it timed out."""
        transport = scope.get("state", {}).get("transport")
        if transport is None:
            await shown(GATEWAY)(scope, receive, send)
            return
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def shown(answer: Answer, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """An answer on its way out, perhaps with another body."""
    return Response(answer.body() if body is None else body, answer.status, headers, answer.media)


class RestChaos:
    """Stands between a request and what it asks for."""

    def __init__(self, simulation: Simulation, chaos: Chaos) -> None:
        self._simulation = simulation
        self._chaos = chaos
        self._storm = 0
        self._earlier: dict[str, Answer] = {}
        self._faults: Mapping[str, Callable[[Request, Act], Awaitable[Response]]] = {
            "lost_before": self._lost_before,
            "lost_after": self._lost_after,
            "late_delivery": self._late_delivery,
            "slow_answer": self._slow_answer,
            "storm_429": self._storm_429,
            "unknown_word": self._unknown_word,
            "stale_read": self._stale_read,
        }

    async def answer(self, request: Request, act: Act, body: bytes = b"") -> Response:
        """What the client gets; an order in the body is named in what is told of the fault."""
        request.state.order = named_order(body)
        if self._storm:
            return self._refused(request)
        name = self._chaos.choose(REST, request.method)
        if name is None or (name == "slow_answer" and self._simulation.clock.stepped):
            return shown(self._done(request, act))
        if name in self._faults:
            return await self._faults[name](request, act)
        return self._replaced(name, request, act)

    def _done(self, request: Request, act: Act) -> Answer:
        """Do it, and remember the answer for a stale read later."""
        answer = act()
        if request.method == "GET" and answer.status == 200:  # noqa: PLR2004 - fine
            self._earlier[str(request.url)] = answer
        return answer

    def _replaced(self, name: str, request: Request, act: Act) -> Response:
        """Faults that put another answer in the place of the right one, which is done or not."""
        undone = {
            "http_500": BROKEN,
            "http_502": page(502, "Bad Gateway"),
            "http_503": page(503, "Service Temporarily Unavailable"),
            "http_504_before": GATEWAY,
        }
        if name in undone:
            self._note(name, request)
            return shown(undone[name])
        answer = act()
        self._note(name, request, f"the answer was {answer.status}")
        whole = answer.body()
        bodies = {"truncated": whole[: len(whole) // 2], "empty": b""}
        if name in bodies:
            return shown(answer, bodies[name])
        return shown(WELCOME if name == "html" else GATEWAY)

    async def _lost_before(self, request: Request, _: Act) -> Response:
        self._note("lost_before", request)
        return Gone()

    async def _lost_after(self, request: Request, act: Act) -> Response:
        self._note("lost_after", request, f"the answer was {act().status}")
        return Gone()

    async def _late_delivery(self, request: Request, act: Act) -> Response:
        seconds = 1 + int(self._chaos.draw("late", len(self._chaos.injected)) * MOST_LATE)
        due = self._simulation.now + timedelta(seconds=seconds)
        self._simulation.later.put(due, act)
        self._note("late_delivery", request, f"done at {due.isoformat()}")
        return shown(GATEWAY)

    async def _slow_answer(self, request: Request, act: Act) -> Response:
        seconds = self._chaos.draw("slow", len(self._chaos.injected)) * SLOWEST
        self._note("slow_answer", request, f"{seconds:.3f} seconds")
        await asyncio.sleep(seconds)
        return shown(act())

    async def _storm_429(self, request: Request, _: Act) -> Response:
        self._storm = 1 + int(self._chaos.draw("storm", len(self._chaos.injected)) * LONGEST_STORM)
        return self._refused(request)

    def _refused(self, request: Request) -> Response:
        self._storm -= 1
        bare = self._chaos.draw("bare", len(self._chaos.injected)) < 0.5  # noqa: PLR2004 - half of them
        self._note("storm_429", request, "without headers" if bare else "")
        reset = str(int(self._simulation.now.timestamp()) + 1)
        told = {"X-RateLimit-Limit": "200", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
        return shown(TOO_OFTEN, headers=None if bare else told)

    async def _unknown_word(self, request: Request, act: Act) -> Response:
        answer = act()
        if not (isinstance(answer.content, dict) and "status" in answer.content):
            return shown(answer)
        self._note("unknown_word", request, f"status {answer.content['status']}")
        return shown(Answer({**answer.content, "status": UNKNOWN_STATUS, "mood": "good"}, answer.status))

    async def _stale_read(self, request: Request, act: Act) -> Response:
        earlier = self._earlier.get(str(request.url))
        if earlier is None:
            return shown(self._done(request, act))
        newest = act()
        if newest.body() != earlier.body():
            self._note("stale_read", request)
        return shown(earlier)

    def _note(self, name: str, request: Request, detail: str = "") -> None:
        query = f"?{request.url.query}" if request.url.query else ""
        about = [text for text in (request.state.order, detail) if text]
        self._chaos.note(name, f"{request.method} {request.url.path}{query}", "; ".join(about))


def named_order(body: bytes) -> str:
    """The client order id in a request's body, empty without one."""
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    found = told.get("client_order_id") if isinstance(told, dict) else None
    return found if isinstance(found, str) else ""
