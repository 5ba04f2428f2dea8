"""What is asked before the first instant, and asked again while the broker or the data cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from botspec.ports.broker import Unavailable

if TYPE_CHECKING:
    from botspec.run.environment import Environment

Answer = TypeVar("Answer")
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)


def answered(
    question: Callable[[], Answer], env: Environment, stop: Callable[[], bool], note: Callable[[str], None]
) -> Answer:
    """What `question` gives, for as long as the mode is patient. Raises Unavailable.

    A question that fails in the middle must be fit to be put again.
    """
    gives_up_at, pause = env.clock.now() + env.patience, FIRST_PAUSE
    while True:
        try:
            return question()
        except Unavailable as error:
            if not error.retry or stop() or env.clock.now() + pause > gives_up_at:
                raise
            note(str(error))
        env.clock.wait_until(env.clock.now() + pause)
        pause = min(2 * pause, LONGEST_PAUSE)
