"""A symbol that left the spec while the bot was in it: closed, kept with its exits, left alone, or a start refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from botspec.app.dry_run import dry_run
from botspec.domain.intents import Leg
from botspec.domain.rows import DroppedRow, IntentRow, NoteRow
from botspec.execution.policy import OrderPolicy
from botspec.pipeline import Pipeline
from botspec.run.environment import Environment
from botspec.run.reconcile import Unreconciled
from botspec.run.removed import NO_LONGER_TRADED, with_removed
from botspec.run.resume import recall
from botspec.spec.words import OnRemove
from tests.fakes.bots import a_bot, limit_order, scripted, weighing, written_exits
from tests.fakes.market import days
from tests.fakes.trials import only
from tests.fakes.world import DurableJournal, PanelFeed, PolledBroker, Trouble, VenueClock, World

ROWS = 8
FLAT = [(100.0, 101.0, 99.0, 100.0)] * ROWS
FALLS = [*FLAT[:5], (100.0, 100.0, 89.0, 90.0), (90.0,) * 4, (90.0,) * 4]
PANEL = days({"AAA": FLAT, "BBB": FALLS})
ALWAYS = dict.fromkeys(range(ROWS), (0, 1))


def both(**given: object) -> Pipeline:
    return a_bot(scripted(ROWS, 2, enter={0: (0, 1)}, exit={5: (1,)}), **given)


def lived(bot: Pipeline, on_remove: OnRemove, steps: int = 2) -> World:
    """Both bought on the second day; then the spec names AAA only, and the bot is started again."""
    world = World(bot, PANEL)
    world.live(steps=steps)
    less = replace(bot, symbols=("AAA",), on_remove=on_remove, digest="d2" * 32)
    world.live(bot=with_removed(less, recall(less, world.rows).state))
    return world


def sent(world: World) -> list[tuple[str, Leg, Decimal]]:
    intents = [row.intent for row in only(world.rows, IntentRow)]
    return [(each.request.symbol, each.leg, each.request.quantity) for each in intents][2:]


def told(world: World) -> list[str]:
    return [note.text for note in only(world.rows, NoteRow) if note.code == "REMOVED"]


def test_without_a_word_about_it_the_bot_does_not_start() -> None:
    with pytest.raises(Unreconciled, match=r"BBB: the bot has a position .*lifecycle\.on_remove"):
        lived(both(), OnRemove.REFUSE)


def test_a_run_narrowed_to_some_symbols_has_removed_none() -> None:
    bot = both()
    world = World(bot, PANEL)
    world.live(steps=2)
    less = replace(bot, symbols=("AAA",), on_remove=OnRemove.UNWIND, narrowed=("--symbols AAA",))
    assert with_removed(less, recall(less, world.rows).state) == less


def test_unwound_at_the_first_open_and_never_entered_again() -> None:
    world = lived(a_bot(scripted(ROWS, 2, enter=ALWAYS)), OnRemove.UNWIND)
    assert sent(world) == [("BBB", Leg.UNWIND, 30)]
    assert {*world.desk.state.portfolio.positions} == {"AAA"}
    assert told(world) == [
        "BBB: the spec no longer trades it; its position is closed (on_remove: unwind)",
    ]


def test_adopted_it_is_left_by_the_exit_rule_and_not_before() -> None:
    world = lived(a_bot(scripted(ROWS, 2, enter=ALWAYS, exit={5: (1,)})), OnRemove.ADOPT)
    assert sent(world) == [("BBB", Leg.EXIT, 30)]
    assert {*world.desk.state.portfolio.positions} == {"AAA"}


@pytest.mark.parametrize("rests", [[], ["stop_loss"]], ids=["watched", "at the broker"])
def test_adopted_it_keeps_its_stop(rests: list[str]) -> None:
    exits = written_exits({"stop_loss": "5%", "rest_at_broker": rests})
    world = lived(a_bot(scripted(ROWS, 2, enter={0: (0, 1)}), exits=exits), OnRemove.ADOPT)
    assert {*world.desk.state.portfolio.positions} == {"AAA"}


def test_frozen_no_exit_touches_it() -> None:
    world = lived(both(exits=written_exits({"stop_loss": "5%"})), OnRemove.FREEZE)
    assert sent(world) == []
    assert {*world.desk.state.portfolio.positions} == {"AAA", "BBB"}
    assert "left alone" in told(world)[0]


def test_it_still_counts_in_the_equity() -> None:
    world = lived(both(), OnRemove.FREEZE)
    assert world.desk.state.last_close.equity == 10_000 - 30 * 10


@pytest.mark.parametrize("on_remove", [OnRemove.UNWIND, OnRemove.ADOPT, OnRemove.FREEZE])
def test_an_entry_that_waits_for_the_open_never_leaves(on_remove: OnRemove) -> None:
    world = lived(both(), on_remove, steps=1)
    assert [row.why for row in only(world.rows, DroppedRow)] == [NO_LONGER_TRADED]
    assert "BBB" not in world.desk.state.portfolio.positions


@pytest.mark.parametrize("on_remove", [OnRemove.UNWIND, OnRemove.ADOPT, OnRemove.FREEZE])
def test_an_entry_that_waits_at_the_broker_is_canceled(on_remove: OnRemove) -> None:
    world = lived(both(entry=limit_order("close * 0.91", "gtc")), on_remove)
    assert "BBB" not in world.desk.state.portfolio.positions
    assert "BBB" not in world.desk.state.engaged


def test_weights_of_the_others_stay_and_the_removed_one_is_sold_down() -> None:
    bot = a_bot(weighing(ROWS, {0: [0.5, 0.4], 4: [0.5, 0.4]}))
    adopted, frozen = lived(bot, OnRemove.ADOPT), lived(bot, OnRemove.FREEZE)
    assert sent(adopted) == [("BBB", Leg.EXIT, 40)]
    assert {*frozen.desk.state.portfolio.positions} == {"AAA", "BBB"}


def test_a_death_in_between_changes_nothing() -> None:
    whole = lived(both(entry=OrderPolicy()), OnRemove.UNWIND)
    world = World(both(), PANEL)
    world.live(steps=2)
    for _ in range(3):
        less = replace(both(), symbols=("AAA",), on_remove=OnRemove.UNWIND, digest="d2" * 32)
        world.live(bot=with_removed(less, recall(less, world.rows).state), steps=1)
    assert sent(world) == sent(whole)


def test_a_plan_says_what_becomes_of_it() -> None:
    bot = both()
    world = World(bot, PANEL)
    world.live(steps=2)
    less = replace(bot, symbols=("AAA",), on_remove=OnRemove.UNWIND)
    less = with_removed(less, recall(less, world.rows).state)
    journal = DurableJournal(Trouble(), world.rows)
    broker = PolledBroker(world.venue, Trouble(), journal)
    feed = PanelFeed(world.panel, world.venue, Trouble())
    env = Environment(feed, broker, VenueClock(world.venue, Trouble()), journal)
    run = dry_run(less, env, recall(less, world.rows))
    assert [(wish.symbol, wish.leg) for wish in run.waiting] == [("BBB", Leg.UNWIND)]
    assert [(each.request.symbol, each.leg) for each in run.then] == [("BBB", Leg.UNWIND)]
    assert broker.sent == []


def test_signals_of_the_others_are_those_without_it() -> None:
    from botspec.run.prepare import signals_for

    bot = a_bot(scripted(ROWS, 2, enter=ALWAYS))
    less = replace(bot, symbols=("AAA", "BBB"), removed=("BBB",), on_remove=OnRemove.ADOPT)
    own = signals_for(replace(bot, symbols=("AAA",)), PANEL)
    found = signals_for(less, PANEL)
    assert np.array_equal(found.long.entry[:, :1], own.long.entry)
    assert not found.long.entry[:, 1].any()
