"""The control handle of a simulator on this machine: its time, beside what an Alpaca client can see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from requests import RequestException, Session
from requests.adapters import BaseAdapter

from botspec.adapters.system.http import HostRefused, Origin, RedirectRefused, guard
from botspec.adapters.system.secret import Secret
from botspec.adapters.system.transport import BoundedAdapter, Limits
from botspec.ports.broker import Unavailable

_LIMITS = Limits(connect=2.0, read=60.0, total=60.0)  # one step may cover months of bars


class SimulatorControl:
    """Steps a simulator. Loopback only."""

    def __init__(self, origin: Origin, token: Secret, transport: BaseAdapter | None = None) -> None:
        if not origin.local:
            raise HostRefused("only a simulator on this machine can be controlled")
        self._base = origin.base
        self._token = token
        self._session = Session()
        guard(self._session, origin, transport or BoundedAdapter(origin, _LIMITS))

    def advance(self, until: datetime, *, news: bool = False) -> datetime:
        """Match and publish everything up to `until`, with `news` up to the first fill; the simulator's new present.

        Raises Unavailable.
        """
        body: dict[str, str | bool] = {"until": until.isoformat()}
        return self._present(self._ask("POST", "/sim/advance", {**body, "news": True} if news else body))

    def now(self) -> datetime:
        """The simulator's present. Raises Unavailable."""
        return self._present(self.state())

    def state(self) -> dict[str, Any]:
        """What the simulator says about itself. Raises Unavailable."""
        return self._ask("GET", "/sim/state", None)

    def calm(self) -> dict[str, Any]:
        """No more faults; every one that was injected, and how many of each. Raises Unavailable."""
        return self._ask("POST", "/sim/calm", None)

    def pause(self) -> None:
        """No faults until time is stepped again. Raises Unavailable."""
        self._ask("POST", "/sim/calm", {"for_now": True})

    def _ask(self, method: str, path: str, body: dict[str, str | bool] | None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token.reveal()}"}
        why = "an answer that is no JSON object"
        try:
            response = self._session.request(method, self._base + path, json=body, headers=headers)
            answer = response.json() if response.ok else None
            why = why if response.ok else f"HTTP {response.status_code}"
        except (RequestException, RedirectRefused, ValueError) as error:
            answer, why = None, type(error).__name__
        if isinstance(answer, dict):
            return answer
        raise Unavailable(f"the simulator's control handle did not answer ({path}): {why}")

    @staticmethod
    def _present(answer: dict[str, Any]) -> datetime:
        try:
            return datetime.fromisoformat(answer["now"])
        except (KeyError, TypeError, ValueError):
            message = "the simulator's control handle does not say what time it is"
        raise Unavailable(message)
