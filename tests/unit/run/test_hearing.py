"""A broker that takes its time to confirm a cancel is waited for, and not for ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from botspec.domain.intents import Leg
from botspec.domain.orders import OrderStatus, Side
from botspec.domain.rows import IntentRow
from botspec.run.hearing import LOOKS, waits_for_answers
from tests.fakes import world as fakes
from tests.fakes.bots import a_bot, scripted, written_exits
from tests.fakes.market import days
from tests.fakes.trials import only
from tests.fakes.world import PolledBroker, World

if TYPE_CHECKING:
    from botspec.domain.events import BrokerEvent

QUIET = (100.0, 101.0, 99.0, 100.0)
GRACE = timedelta(seconds=5)


@dataclass(slots=True)
class Clock:
    """Waits are written down."""

    waited: list[timedelta] = field(default_factory=list)
    at: datetime = datetime(2020, 1, 2, 15, 0)  # noqa: DTZ001  nobody asks where

    def now(self) -> datetime:
        return self.at

    def wait_until(self, moment: datetime) -> None:
        self.waited.append(moment - self.at)
        self.at = moment

    def wait_for_news(self, moment: datetime) -> None:
        self.wait_until(moment)


@dataclass(slots=True)
class Env:
    clock: Clock
    grace: timedelta


def test_it_waits_for_the_grace_in_all() -> None:
    clock, looks = Clock(), 1
    wait = waits_for_answers(Env(clock, GRACE), lambda: False)  # type: ignore[arg-type]
    while wait(looks):
        looks += 1
    assert len(clock.waited) == LOOKS
    assert sum(clock.waited, timedelta(0)) == GRACE


@pytest.mark.parametrize(("grace", "stopped"), [(timedelta(0), False), (GRACE, True)])
def test_it_does_not_wait_without_grace_nor_once_stopped(grace: timedelta, *, stopped: bool) -> None:
    clock = Clock()
    assert not waits_for_answers(Env(clock, grace), lambda: stopped)(1)  # type: ignore[arg-type]
    assert clock.waited == []


class SlowToCancel(PolledBroker):
    """The end of a canceled order is seen at the third look only; until then it is being canceled."""

    slow = 2

    def _news(self) -> list[BrokerEvent]:
        news = super()._news()
        canceled = [event for event in news if _ends(event)]
        if not canceled or self.looks >= self.slow:
            return news
        self.looks += 1
        for event in canceled:
            del self._told[event.order.id]  # type: ignore[union-attr]
        return [event for event in news if event not in canceled]

    looks = 0


def _ends(event: BrokerEvent) -> bool:
    order = getattr(event, "order", None)
    return order is not None and order.status is OrderStatus.CANCELED


def lived(monkeypatch: pytest.MonkeyPatch, slow: int, **environment: timedelta) -> World:
    """Bought at the second open with a stop at the broker; the rule says at its close that it wants out."""
    panel = days({"AAA": [QUIET] * 5})
    exits = written_exits({"stop_loss": "5%", "rest_at_broker": ["stop_loss"]})
    monkeypatch.setattr(SlowToCancel, "slow", slow)
    monkeypatch.setattr(fakes, "PolledBroker", SlowToCancel)
    world = World(a_bot(scripted(5, 1, enter={0: (0,)}, exit={1: (0,)}), ("AAA",), exits=exits), panel, **environment)
    world.live()
    return world


def sold(world: World) -> list[tuple[Leg, int]]:
    """The exits that were sent, and on which day."""
    found = [row.intent for row in only(world.rows, IntentRow) if row.intent.request.side is Side.SELL]
    return [(each.leg, each.created_at.day) for each in found if not each.rests]


def test_an_exit_leaves_at_its_open_though_the_cancel_takes_two_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = lived(monkeypatch, 0)
    assert sold(lived(monkeypatch, 2, grace=GRACE)) == sold(at_once)
    assert [leg for leg, _ in sold(at_once)] == [Leg.EXIT]


def test_when_the_cancel_is_not_confirmed_in_time_nothing_is_sold_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    world = lived(monkeypatch, 3)
    (_, when), (_, late) = sold(lived(monkeypatch, 0))[0], sold(world)[0]
    assert late > when
    assert not world.desk.state.portfolio.positions
