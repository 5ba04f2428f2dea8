"""Being asked to stop, with real signals to this process."""

import os
import signal
from collections.abc import Iterator

import pytest

from botspec.adapters.system.signals import stop_flag

BOTH = (signal.SIGINT, signal.SIGTERM)
ALL = (*BOTH, signal.SIGHUP)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    handlers = {number: signal.getsignal(number) for number in ALL}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", BOTH)
def test_the_first_asks_to_stop_and_the_second_ends_the_process(number: signal.Signals) -> None:
    asked = stop_flag()
    assert not asked()
    os.kill(os.getpid(), number)
    assert asked()
    assert signal.getsignal(number) is signal.SIG_DFL
    assert all(signal.getsignal(other) is not signal.SIG_DFL for other in ALL if other is not number)


def test_a_closed_terminal_asks_to_stop_however_often_it_is_told() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    asked = stop_flag()
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGHUP)
        assert asked()
    assert all(signal.getsignal(other) is not signal.SIG_DFL for other in BOTH)


def test_under_nohup_a_closed_terminal_asks_nothing() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    asked = stop_flag()
    os.kill(os.getpid(), signal.SIGHUP)
    assert not asked()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
