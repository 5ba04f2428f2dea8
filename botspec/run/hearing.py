"""What the broker tells at this very moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from botspec.run.booking import book
from botspec.run.desk import Desk


def hear(desk: Desk, at: datetime, done: Callable[[], bool]) -> None:
    """Book what is new until `done`, or until the mode's patience for a broker's answer is over."""
    looks = 0
    while True:
        book(desk, desk.broker.advance(at, None))
        looks += 1
        if done() or not desk.pause(looks):
            return
