"""The way to the broker: mounted where the HTTP adapter would be, with time of its own; here requests go wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from requests import ConnectionError as ConnectionBroken
from requests import PreparedRequest, ReadTimeout, Response
from requests.adapters import BaseAdapter

from botspec.adapters.system.transport import NotConnected
from botspec.simulator.app import Application
from botspec.simulator.simulation import Simulation
from tests.fakes.asgi import AsgiTransport
from tests.faults.simulation.plan import FAULTS, Schedule

TIMEOUT = timedelta(seconds=10)
STALE_FOR = timedelta(seconds=60)
LATEST, REMEMBERED = 60, 4
LONGEST_STORM = 5
WORDS = ("null", "[]", "7", '"later"', '{"orders": {}}')
PAGE = "<html><body><h1>{}</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under way: `wrote` is its JSON body."""

    method: str
    url: str
    wrote: Mapping[str, Any] | None

    @property
    def orders(self) -> bool:
        return self.method == "POST" and self.url.split("?")[0].endswith("/v2/orders")


@dataclass(slots=True, eq=False)
class Network(BaseAdapter):
    """Outlives every process of the bot. `before` and `after` look at each request; `passing` may kill the process."""

    simulation: Simulation
    schedule: Schedule
    before: Callable[[Asked], None] = lambda _: None
    delivered: Callable[[Asked, int], None] = lambda _, __: None
    passing: Callable[[str], None] = lambda _: None
    calm: bool = False
    count: int = 0
    moments: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    injected: Counter[str] = field(default_factory=Counter)
    sent: list[tuple[datetime, Asked]] = field(default_factory=list)
    _late: list[tuple[datetime, int, PreparedRequest]] = field(default_factory=list)
    _earlier: dict[str, list[tuple[datetime, Response]]] = field(default_factory=dict)
    _storm: int = 0
    _met: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        BaseAdapter.__init__(self)
        self._server = AsgiTransport(Application(self.simulation))
        self._dice = self.schedule.dice("network")

    @property
    def now(self) -> datetime:
        return self.simulation.now

    def advance(self, until: datetime) -> None:
        """Let time pass; what was on its way arrives when it is due, what was planned happens."""
        while (due := self._next()) is not None and due <= until:
            self.simulation.advance(due, always_keep=False)
            if self.moments and self.moments[0][0] == due:
                self.moments.pop(0)[1]()
            else:
                self._deliver(self._late.pop(0)[2])
        self.simulation.advance(until, always_keep=False)

    def _next(self) -> datetime | None:
        return min((each[0][0] for each in (self.moments, self._late) if each), default=None)

    def end_faults(self) -> None:
        """From now on nothing goes wrong; what is late still comes."""
        self.calm = True
        self._storm = 0

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        asked = read_request(request)
        self.count += 1
        writes = asked.method != "GET"
        if writes:
            self.passing("submit before a byte" if asked.orders else "cancel before a byte")
            self.before(asked)
            self.sent.append((self.now, asked))
        answer = self._answer(request, asked)
        if writes:
            self.passing("submit answered" if asked.orders else "cancel answered")
        else:
            self.passing("read answered")
        return answer

    def close(self) -> None:
        """Nothing is open."""

    # ---- inside

    def _answer(self, request: PreparedRequest, asked: Asked) -> Response:
        fault = self._fault(asked.method)
        if fault is None:
            return self._deliver(request)
        self.injected[fault] += 1
        return getattr(self, f"_{fault}")(request)  # type: ignore[no-any-return]

    def _fault(self, method: str) -> str | None:
        if self.calm:
            return None
        if self._storm:
            return "storm_429"
        directed = self.schedule.directed
        if directed is not None:
            if method not in (directed.method or FAULTS[directed.fault]):
                return None
            self._met[directed.fault] += 1
            return directed.fault if self._met[directed.fault] == directed.at else None
        point = self._dice.random()
        for name, methods in FAULTS.items():
            rate = self.schedule.rates.get(f"{method} {name}", self.schedule.rates.get(name, 0.0))
            if method in methods and rate:
                if point < rate:
                    return name
                point -= rate
        return None

    def _deliver(self, request: PreparedRequest) -> Response:
        response = self._server.send(request)
        asked = read_request(request)
        if asked.method == "GET" and self.schedule.faulty:
            self._earlier[asked.url] = [*self._earlier.get(asked.url, [])[1 - REMEMBERED :], (self.now, response)]
        if asked.method != "GET":
            self.delivered(asked, response.status_code)
        return response

    def _wait(self) -> None:
        self.advance(self.now + TIMEOUT)

    def _not_connected(self, _: PreparedRequest) -> Response:
        raise NotConnected("no connection")

    def _lost_before(self, _: PreparedRequest) -> Response:
        raise ConnectionBroken("reset")

    def _lost_after(self, request: PreparedRequest) -> Response:
        self._deliver(request)
        raise ConnectionBroken("reset")

    def _timeout_before(self, _: PreparedRequest) -> Response:
        self._wait()
        raise ReadTimeout("no answer in time")

    def _timeout_after(self, request: PreparedRequest) -> Response:
        self._deliver(request)
        self._wait()
        raise ReadTimeout("no answer in time")

    def _late_delivery(self, request: PreparedRequest) -> Response:
        due = self.now + timedelta(seconds=self._dice.randint(1, LATEST))
        self._late.append((due, self.count, request.copy()))
        self._late.sort(key=lambda each: each[:2])
        raise ReadTimeout("no answer in time")

    def _delivered_twice(self, request: PreparedRequest) -> Response:
        first, second = self._deliver(request), self._deliver(request)
        return self._dice.choice((first, second))

    def _stale_read(self, request: PreparedRequest) -> Response:
        known = self._earlier.get(str(request.url), [])
        earlier = [answer for at, answer in known if self.now - at <= STALE_FOR]
        self._deliver(request)
        return self._dice.choice(earlier or [self._deliver(request)])

    def _not_yet_found(self, request: PreparedRequest) -> Response:
        """The newest order is not shown yet: by id as 404, in a list by its absence."""
        answer = self._deliver(request)
        body = _json(answer)
        if isinstance(body, dict) and "client_order_id" in body and self._fresh(body):
            return replied(answer, 404, {"code": 40410000, "message": "order not found"})
        if isinstance(body, list) and all(isinstance(each, dict) for each in body):
            return replied(answer, 200, [each for each in body if not self._fresh(each)])
        return answer

    def _fresh(self, body: Mapping[str, Any]) -> bool:
        told = body.get("submitted_at")
        return isinstance(told, str) and self.now - datetime.fromisoformat(told) <= STALE_FOR

    def _truncated(self, request: PreparedRequest) -> Response:
        answer = self._deliver(request)
        return replied(answer, answer.status_code, answer.content[: len(answer.content) // 2])

    def _empty(self, request: PreparedRequest) -> Response:
        return replied(self._deliver(request), 200, b"")

    def _html(self, request: PreparedRequest) -> Response:
        return replied(self._deliver(request), 200, PAGE.format("Please sign in"))

    def _wrong_shape(self, request: PreparedRequest) -> Response:
        return replied(self._deliver(request), 200, self._dice.choice(WORDS))

    def _unknown_word(self, request: PreparedRequest) -> Response:
        answer = self._deliver(request)
        body = _json(answer)
        for each in body if isinstance(body, list) else [body]:
            if isinstance(each, dict) and "client_order_id" in each:
                each |= {"status": "pondering", "mood": "good"}
        return replied(answer, answer.status_code, body if body is not None else answer.content)

    def _http_500(self, request: PreparedRequest) -> Response:
        return made(request, 500, {"code": 50010000, "message": "internal server error occurred"})

    def _http_502(self, request: PreparedRequest) -> Response:
        return made(request, 502, PAGE.format("Bad Gateway"))

    def _http_503(self, request: PreparedRequest) -> Response:
        return made(request, 503, PAGE.format("Service Temporarily Unavailable"))

    def _http_504_after(self, request: PreparedRequest) -> Response:
        self._deliver(request)
        return made(request, 504, PAGE.format("Gateway Time-out"))

    def _storm_429(self, request: PreparedRequest) -> Response:
        self._storm = self._storm - 1 if self._storm else self._dice.randint(0, LONGEST_STORM)
        return made(request, 429, {"code": 42910000, "message": "too many requests"})


def read_request(request: PreparedRequest) -> Asked:
    """Method, address and JSON of a request."""
    wrote = json.loads(request.body) if request.body else None
    return Asked(str(request.method), str(request.url), wrote)


def _json(answer: Response) -> Any:
    try:
        return json.loads(answer.content)
    except ValueError:
        return None


def made(request: PreparedRequest, status: int, body: object) -> Response:
    """An answer to `request` that nobody gave."""
    answer = Response()
    answer.url, answer.request, answer.encoding = str(request.url), request, "utf-8"
    return replied(answer, status, body)


def replied(answer: Response, status: int, body: object) -> Response:
    """`answer` with another body: bytes and text as they are, the rest as JSON."""
    other = Response()
    other.status_code, other.url, other.request, other.encoding = status, answer.url, answer.request, "utf-8"
    other.headers.update(answer.headers)
    text = body if isinstance(body, (bytes, str)) else json.dumps(body)
    other._content = text.encode() if isinstance(text, str) else text
    return other


__all__ = ["Asked", "Network", "made", "read_request", "replied"]
