"""What is still to be sent to one client."""

from __future__ import annotations

import asyncio
from collections import deque

MOST = 4096


class Mailbox:
    """Filled at once, emptied as fast as the client reads; `overflowed` for good when that is too slow."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: deque[object] = deque()
        self._something = asyncio.Event()
        self.overflowed = False
        self.closing: tuple[int, str] | None = None

    def put(self, content: object) -> None:
        """Add what is to be sent; dropped when there is too much already, or the stream ends."""
        if self.closing is not None or self.overflowed:
            return
        self.overflowed = len(self._waiting) >= self._most
        if not self.overflowed:
            self._waiting.append(content)
        self._something.set()

    def end(self, code: int = 1000, reason: str = "") -> None:
        """Close the stream when everything before has been sent."""
        if self.closing is None:
            self.closing = (code, reason)
            self._something.set()

    @property
    def finished(self) -> bool:
        """True when the stream is to be closed and everything before has been taken."""
        return self.closing is not None and not self._waiting

    async def take(self) -> list[object]:
        """Everything there is; waits for something. Empty when only the end is left."""
        await self._something.wait()
        self._something.clear()
        found = list(self._waiting)
        self._waiting.clear()
        return found
