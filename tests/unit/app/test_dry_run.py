"""A start that sends nothing: the same code as a start, in front of a broker that only listens."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from botspec.app.dry_run import dry_run
from botspec.app.plan import state_of
from botspec.app.planned import Planned
from botspec.app.request import Refused
from botspec.app.stake import losses, worst_gap
from botspec.domain.rows import IntentRow
from botspec.gitops.start_plan import Act, StartPlan, Step
from botspec.market.moments import moment
from botspec.run.environment import Environment
from botspec.run.resume import recall
from botspec.spec.words import Timeframe
from tests.fakes.bots import a_bot, a_limit, scripted
from tests.fakes.world import DurableJournal, PanelFeed, PolledBroker, Trouble, VenueClock, World
from tests.properties.random_bots import SYMBOLS, a_panel

ROWS = 12


@pytest.fixture
def world():
    panel = a_panel(11, Timeframe.DAY, ROWS, 0.0, keep_rows=True)
    everywhere = dict.fromkeys(range(ROWS), range(len(SYMBOLS)))
    bot = a_bot(scripted(ROWS, len(SYMBOLS), enter=everywhere), SYMBOLS, limits=(a_limit("max_open_positions", 2),))
    return World(bot, panel)


def environment(world):
    journal = DurableJournal(Trouble(), world.rows)
    broker = PolledBroker(world.venue, Trouble(), journal)
    feed = PanelFeed(world.panel, world.venue, Trouble())
    return Environment(feed, broker, VenueClock(world.venue, Trouble()), journal), broker


def tried(world):
    env, broker = environment(world)
    return dry_run(world.bot, env, recall(world.bot, world.rows)), broker


def test_a_plan_sends_nothing_and_says_what_would_be_sent(world):
    world.live(steps=1)
    rows = list(world.rows)
    run, broker = tried(world)
    assert broker.sent == []
    assert world.rows == rows
    assert {intent.request.symbol for intent in run.then} <= set(SYMBOLS)
    assert len(run.then) == 2


def test_what_would_be_sent_is_what_the_run_then_sends(world):
    world.live(steps=1)
    run, _ = tried(world)
    assert [wanted.symbol for wanted in run.waiting]
    before = len(world.rows)
    world.live(steps=1)
    sent = [row.intent for row in world.rows[before:] if isinstance(row, IntentRow)]
    assert [(each.request.symbol, each.request.side, each.leg) for each in sent[:2]] == [
        (each.request.symbol, each.request.side, each.leg) for each in run.then
    ]


def test_two_plans_of_the_same_moment_are_the_same(world):
    world.live(steps=2)
    first, second = tried(world)[0], tried(world)[0]
    assert (first.then, first.waiting, first.canceled) == (second.then, second.waiting, second.canceled)


def test_an_account_that_does_not_agree_is_a_refusal_and_no_order(world):
    world.live(steps=3)
    assert world.desk.state.portfolio.positions
    world.rows = []
    run, _ = tried(world)
    assert run.refusals
    assert run.then == ()


def test_a_fill_moves_the_state_of_an_account(world):
    env, broker = environment(world)
    before = state_of(broker.snapshot(), 0)
    assert before == state_of(broker.snapshot(), 0)
    assert before != state_of(broker.snapshot(), 1)
    world.live(steps=3)
    assert before != state_of(environment(world)[1].snapshot(), 0)
    assert env.assets is None


def test_what_is_at_stake(world):
    world.live(steps=3)
    found = {loss.what: loss for loss in losses(tried(world)[0])}
    held = found["if everything moves 15% against it at once"]
    assert held.usd > 0
    assert found["if every stop is hit"].usd is None
    assert "no stop on" in found["if every stop is hit"].why


def test_the_worst_gap_is_from_close_to_open_on_the_losing_side(world):
    panel = world.panel
    moves = panel.open[1:, 0] / panel.close[:-1, 0] - 1
    assert worst_gap(panel, SYMBOLS[0], short=False) == pytest.approx(max(0.0, -moves.min()))
    assert worst_gap(panel, SYMBOLS[0], short=True) == pytest.approx(max(0.0, moves.max()))
    assert worst_gap(panel, "NONE", short=False) is None
    assert worst_gap(panel.upto(1), SYMBOLS[0], short=False) is None


def a_plan(*steps):
    return StartPlan(1, "a.yaml", "bot", "d" * 64, "paper", "here", "****1234", "s", "2020-01-02", "", "", steps)


def test_an_order_that_stood_already_and_is_not_planned_is_refused_before_a_byte_leaves(world):
    world.live(steps=1)
    run, broker = tried(world)
    order = run.then[0]
    made = moment(int(world.panel.closed_at[1]))
    with pytest.raises(Refused) as refused:
        list(Planned(broker, a_plan(), made).submit_all([order], made, lambda: False))
    assert refused.value.exit_code == 3
    assert broker.sent == []


def test_a_planned_order_and_one_decided_later_go_through(world):
    world.live(steps=1)
    run, broker = tried(world)
    order = run.then[0]
    step = Step(Act.WAITS, order.request.symbol, "", "", order.request.side.value, order.leg.value, Decimal(1))
    later = datetime(2000, 1, 1, tzinfo=order.decided_at.tzinfo)
    Planned(broker, a_plan(step), order.decided_at).submit(order, order.created_at)
    Planned(broker, a_plan(), later).submit(run.then[1], order.created_at)
    assert broker.sent == [each.request.client_order_id for each in run.then]
