"""Requests a minute: Alpaca allows 200, cancels must never starve."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

PER_MINUTE = 190  # of Alpaca's 200: its minute and ours do not begin together
RESERVED = 20
_MINUTE = 60.0
_PAUSE = 10.0  # after a 429 that does not say until when
_TOO_MANY = 429


class BudgetSpent(Exception):
    """Held back before a byte was written."""


class RateBudget:
    """Requests of the last minute. What is not urgent leaves a reserve to what is."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        per_minute: int = PER_MINUTE,
        reserved: int = RESERVED,
    ) -> None:
        self._monotonic = monotonic
        self._per_minute = per_minute
        self._reserved = reserved
        self._sent: deque[float] = deque()
        self._paused_until = float("-inf")
        self._lock = Lock()  # a burst leaves over several connections

    def wait(self, *, urgent: bool) -> float:
        """Seconds until a request may go; 0 takes a place for it."""
        with self._lock:
            return self._wait(urgent=urgent)

    def _wait(self, *, urgent: bool) -> float:
        now = self._monotonic()
        while self._sent and self._sent[0] <= now - _MINUTE:
            self._sent.popleft()
        if not urgent and now < self._paused_until:
            return self._paused_until - now
        allowed = self._per_minute if urgent else self._per_minute - self._reserved
        if len(self._sent) >= allowed:
            return self._sent[len(self._sent) - allowed] + _MINUTE - now
        self._sent.append(now)
        return 0.0

    def pause(self, seconds: float) -> None:
        """Alpaca said 429: only what is urgent goes out for a while."""
        self._paused_until = max(self._paused_until, self._monotonic() + seconds)


class BudgetedAdapter(BaseAdapter):
    """Lets requests through within the budget; a patient one waits, an impatient one refuses. A cancel is urgent."""

    def __init__(
        self,
        inner: BaseAdapter,
        budget: RateBudget,
        *,
        sleep: Callable[[float], None] | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._inner = inner
        self._budget = budget
        self._sleep = sleep
        self._wall = wall

    def send(self, request: PreparedRequest, *positional: object, **named: object) -> Response:
        urgent = request.method == "DELETE"
        while (seconds := self._budget.wait(urgent=urgent)) > 0:
            if self._sleep is None:
                raise BudgetSpent(f"{PER_MINUTE} requests in a minute are used up; the next may go in {seconds:.0f} s")
            self._sleep(seconds)
        response = self._inner.send(request, *positional, **named)  # type: ignore[arg-type]
        if response.status_code == _TOO_MANY:
            self._budget.pause(self._told(response.headers.get("X-RateLimit-Reset")))
        return response

    def close(self) -> None:
        self._inner.close()

    def _told(self, reset: str | None) -> float:
        """Seconds until the reset header's moment (UNIX seconds), bounded."""
        try:
            seconds = float(reset or "") - self._wall() + 1.0
        except ValueError:
            return _PAUSE
        return min(max(seconds, 1.0), _MINUTE) if seconds == seconds else _PAUSE  # noqa: PLR0124 - NaN
