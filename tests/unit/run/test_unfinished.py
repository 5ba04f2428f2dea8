"""A flatten that is not done is told: while it waits for the open, and when the open market does not take it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from botspec.domain.intents import Leg
from botspec.domain.outcomes import Rejected, SubmitOutcome
from botspec.domain.rows import FillRow, IntentRow, NoteRow
from botspec.market.moments import moment
from tests.fakes import world as fakes
from tests.fakes.bots import a_bot, scripted
from tests.fakes.market import days
from tests.fakes.person import Person
from tests.fakes.trials import only
from tests.fakes.world import PolledBroker, World

if TYPE_CHECKING:
    from botspec.domain.intents import Intent

BEAT, HOUR = timedelta(minutes=5), timedelta(hours=1)


class Refusing(PolledBroker):
    """Takes no order that flattens."""

    def _submit(self, intent: Intent) -> SubmitOutcome:
        if intent.leg is Leg.FLATTEN:
            return Rejected(403, "40310000", "halted")
        return super()._submit(intent)


def a_world() -> tuple[World, Person]:
    """AAA is bought on day one."""
    panel = days({"AAA": [(100.0, 101.0, 99.0, 100.0)] * 4})
    world = World(replace(a_bot(scripted(4, 1, {0: [0]}), ("AAA",))), panel, heartbeat=BEAT)
    person = Person(lambda: world.venue.now)
    world.operator = person
    return world, person


def told(world: World, code: str) -> list[NoteRow]:
    return [row for row in only(world.rows, NoteRow) if row.code == code]


def test_one_that_is_done_says_nothing() -> None:
    world, person = a_world()
    person.pulls(moment(int(world.panel.opened_at[1])) + HOUR, flatten=True)
    world.live()
    assert len(only(world.rows, FillRow)) == 2
    assert told(world, "PENDING") == told(world, "UNFINISHED") == []


def test_after_the_close_it_says_until_when_it_waits_once() -> None:
    world, person = a_world()
    person.pulls(moment(int(world.panel.closed_at[1])) + HOUR, flatten=True)
    world.live()
    (waits,) = told(world, "PENDING")
    assert waits.level == "error"
    assert waits.text.startswith("30 AAA to be closed, but no market order trades before ")
    assert waits.text.endswith(" 09:30 New York")
    assert told(world, "UNFINISHED") == []
    assert [row.fill.at for row in only(world.rows, FillRow)][1:] == [moment(int(world.panel.opened_at[2]))]


def test_what_the_market_does_not_take_is_told_again_and_again_and_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fakes, "PolledBroker", Refusing)
    world, person = a_world()
    pulled = moment(int(world.panel.opened_at[1])) + HOUR
    person.pulls(pulled, flatten=True)
    world.live(steps=2)
    first, second, *_ = told(world, "UNFINISHED")
    assert timedelta(minutes=10) <= first.at - pulled <= timedelta(minutes=20)
    assert second.at - first.at == timedelta(minutes=15)
    assert first.text.startswith("30 AAA still held 600 s after the market could take it; no order to close it works")
    assert len([row for row in only(world.rows, IntentRow) if row.intent.leg is Leg.FLATTEN]) > 1
