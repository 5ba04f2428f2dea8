"""What the broker tells at this very moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.environment import Environment

LOOKS = 20


def hear(desk: Desk, at: datetime, done: Callable[[], bool]) -> None:
    """Book what is new until `done`, or until the mode's patience for a broker's answer is over."""
    looks = 0
    while True:
        book(desk, desk.broker.advance(at, None))
        looks += 1
        if done() or not desk.pause(looks):
            return


def waits_for_answers(env: Environment, stop: Callable[[], bool]) -> Callable[[int], bool]:
    """A wait between two looks for an answer, for as long as the mode's grace in all; none where there is no grace."""
    step = env.grace / LOOKS

    def pause(looks: int) -> bool:
        if step <= timedelta(0) or looks > LOOKS or stop():
            return False
        env.clock.wait_until(env.clock.now() + step)
        return True

    return pause
