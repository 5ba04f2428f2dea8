"""Who may ask: this machine, with the right keys, not too often."""

from __future__ import annotations

import hmac
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from botspec.simulator.answer import Answer, page
from botspec.simulator.config import Config

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
CONTROL = "/sim/"
DATA = ("/v2/stocks/", "/v1beta", "/v1/corporate-actions")  # another host at Alpaca, with a budget of its own
KEY, SECRET = b"apca-api-key-id", b"apca-api-secret-key"
NO_KEYS = page(401, "Authorization Required")
UNAUTHORIZED = Answer({"message": "unauthorized."}, 401)
ELSEWHERE = Answer({"message": "this server answers on loopback only"}, 403)
TOO_OFTEN = Answer({"code": 42910000, "message": "rate limit exceeded"}, 429)
COINS = "/v1beta3/crypto/"
MINUTE = 60.0


@dataclass(slots=True)
class Allowance:
    """Requests per minute, in fixed minutes, as Alpaca counts them."""

    limit: int
    wall: Callable[[], float] = time.time
    minute: int = 0
    used: int = 0

    def take(self) -> tuple[bool, dict[str, str]]:
        """Whether one more is allowed, and the headers that tell how it stands."""
        minute = math.floor(self.wall() / MINUTE)
        if minute != self.minute:
            self.minute, self.used = minute, 0
        allowed = self.used < self.limit
        self.used += 1 if allowed else 0
        return allowed, {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.limit - self.used),
            "X-RateLimit-Reset": str(int((minute + 1) * MINUTE)),
        }


class Gate:
    """Decides before anything else looks at a request."""

    def __init__(self, config: Config, revoked: Callable[[], bool] = lambda: False) -> None:
        self._revoked = revoked
        self._key = config.key.encode()
        self._secret = config.secret.encode()
        self._token = f"Bearer {config.control_token}".encode()
        limit = config.requests_per_minute
        self._allowances = None if limit is None else {True: Allowance(limit), False: Allowance(limit)}

    def check(self, path: str, headers: Mapping[bytes, bytes]) -> tuple[Answer | None, dict[str, str]]:
        """The refusal, or None; and headers to send in either case."""
        if self.is_elsewhere(headers):
            return ELSEWHERE, {}
        if path.startswith(CONTROL):
            return (None if self._controls(headers) else UNAUTHORIZED), {}
        if self._revoked() or not (self._trades(headers) or self._asks_for_coins(path, headers)):
            return (UNAUTHORIZED if KEY in headers or SECRET in headers else NO_KEYS), {}
        if self._allowances is None:
            return None, {}
        allowed, told = self._allowances[path.startswith(DATA)].take()
        return (None if allowed else TOO_OFTEN), told

    def is_elsewhere(self, headers: Mapping[bytes, bytes]) -> bool:
        """True for a request that names another machine."""
        return _hostname(headers.get(b"host", b"")) not in LOOPBACK

    def _controls(self, headers: Mapping[bytes, bytes]) -> bool:
        return hmac.compare_digest(headers.get(b"authorization", b""), self._token)

    def _asks_for_coins(self, path: str, headers: Mapping[bytes, bytes]) -> bool:
        """Crypto data needs no keys; wrong ones are still wrong."""
        return path.startswith(COINS) and KEY not in headers and SECRET not in headers

    def _trades(self, headers: Mapping[bytes, bytes]) -> bool:
        key = hmac.compare_digest(headers.get(KEY, b""), self._key)
        secret = hmac.compare_digest(headers.get(SECRET, b""), self._secret)
        return key and secret


def _hostname(host: bytes) -> str:
    """The name in a Host header, without its port."""
    name = host.decode("latin-1")
    return name if name.endswith("]") else name.rpartition(":")[0] or name
