"""Being asked to stop by the terminal or the service manager."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

TWICE = (signal.SIGINT, signal.SIGTERM)


def stop_flag() -> Callable[[], bool]:
    """True once SIGINT, SIGTERM or SIGHUP asked to stop; a second of the first two ends the process at once.

    A closed terminal is told by the shell and by the kernel: its second SIGHUP is no second wish. Where SIGHUP was
    ignored before, as `nohup` leaves it, it stays so.
    """
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(number)
        signal.signal(number, signal.SIG_DFL if number in TWICE else signal.SIG_IGN)

    for number in TWICE:
        signal.signal(number, ask)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, ask)
    return lambda: bool(asked)
