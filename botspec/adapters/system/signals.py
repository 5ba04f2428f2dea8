"""Being asked to stop by the terminal or the service manager."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType


def stop_flag() -> Callable[[], bool]:
    """True once SIGINT or SIGTERM asked to stop; the second one ends the process at once."""
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(number)
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    return lambda: bool(asked)
