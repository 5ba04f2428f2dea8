"""Garbage is looked for in long waits only."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta

import pytest

from botspec.adapters.system.memory import give_back
from botspec.app import tidy
from botspec.app.tidy import FAR, TidyClock, undisturbed

START = datetime(2024, 3, 4, 15, 0, tzinfo=UTC)


class Watch:
    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def wait_until(self, moment: datetime) -> None:
        self.at = max(self.at, moment)

    wait_for_news = wait_until


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda *_: found.append(1) or 0)
    return found


def seconds(count: float) -> datetime:
    return START + timedelta(seconds=count)


def test_a_short_wait_is_only_a_wait(searches: list[int]) -> None:
    clock = TidyClock(Watch())
    for after in range(3, 60, 3):
        clock.wait_until(seconds(after))
    assert (clock.now(), searches) == (seconds(57), [])


def test_a_long_wait_is_used_but_seldom(searches: list[int]) -> None:
    clock = TidyClock(Watch())
    clock.wait_until(seconds(19))  # not twenty seconds since the start
    clock.wait_for_news(seconds(25))
    assert searches == []
    clock.wait_until(seconds(40))
    clock.wait_until(seconds(44.9))
    assert len(searches) == 1
    clock.wait_for_news(seconds(60))
    clock.wait_for_news(seconds(70))
    assert len(searches) == 2


def test_memory_is_given_back_once_an_hour(monkeypatch: pytest.MonkeyPatch, searches: list[int]) -> None:
    given: list[datetime] = []
    clock = TidyClock(Watch())
    monkeypatch.setattr(tidy, "give_back", lambda: given.append(clock.now()))
    for after in range(60, 3 * 3600, 60):
        clock.wait_until(seconds(after))
    assert [at - START for at in given] == [timedelta(minutes=60), timedelta(minutes=120)]
    assert len(searches) > len(given)


def test_memory_can_be_given_back_here() -> None:
    give_back()


def test_settings_are_put_back() -> None:
    before = gc.get_threshold()
    with undisturbed():
        assert gc.get_threshold()[0] == FAR
        assert gc.isenabled()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
