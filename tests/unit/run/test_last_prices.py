"""What limits reckon with where no fresh price is to be had, and when money has just come in."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.orders import TimeInForce
from botspec.domain.rows import ContributedRow, MarkRow, TripRow
from botspec.execution.policy import OrderPolicy, Policies
from botspec.market.moments import moment
from botspec.market.panel import ActionKind, CorporateAction
from botspec.run.instants import Marked, equity_now
from botspec.run.projection import project
from botspec.run.split_days import last_closes, without_old_prices
from botspec.run.tape import Tape
from botspec.run.window import Window
from botspec.spec.words import Submit
from tests.fakes.bots import a_bot, a_guard, scripted
from tests.fakes.desks import a_desk, at_row, hold
from tests.fakes.market import Bar, days
from tests.fakes.trials import only, trial
from tests.fakes.world import World
from tests.properties.live_as_backtest import the_same_live
from tests.properties.random_bots import Case

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline

NO_BAR = (math.nan,) * 4
PANEL = days({"AAA": [(100.0,) * 4, (140.0,) * 4, NO_BAR], "BBB": [(50.0,) * 4] * 3})
AT = moment(int(PANEL.opened_at[2]))


def test_what_has_no_bar_counts_at_its_last_close_not_at_what_it_cost() -> None:
    desk = a_desk(a_bot(scripted(3, 2)))
    hold(desk, "AAA", 10, 100, at_row(PANEL, 0))
    desk.tape = Tape(PANEL, 2)

    assert project(desk, {"BBB": Decimal(50)}.get, Decimal(10_000), AT).exposure("AAA").usd == 1_400
    assert project(desk, {"AAA": Decimal(120)}.get, Decimal(10_000), AT).exposure("AAA").usd == 1_200


def test_before_the_first_bar_it_counts_at_what_it_cost() -> None:
    desk = a_desk(a_bot(scripted(3, 2)))
    hold(desk, "AAA", 10, 100, at_row(PANEL, 0))

    assert project(desk, {}.get, Decimal(10_000), AT).exposure("AAA").usd == 1_000
    desk.tape = Tape(PANEL, 0)
    assert project(desk, {}.get, Decimal(10_000), AT).exposure("AAA").usd == 1_000


def test_a_split_since_the_last_close_is_taken_out_once_the_shares_are_there() -> None:
    split = CorporateAction("AAA", AT.date(), ActionKind.SPLIT, Decimal(2))
    desk = a_desk(a_bot(scripted(3, 2)))
    hold(desk, "AAA", 10, 100, at_row(PANEL, 0))
    desk.tape = Tape(replace(PANEL, actions=(split,)), 2)
    assert project(desk, {}.get, Decimal(10_000), AT).exposure("AAA").usd == 1_400

    desk.state.portfolio = desk.state.portfolio.with_shares("AAA", Decimal(10))
    desk.state.split_on["AAA"] = AT.date()
    assert project(desk, {}.get, Decimal(10_000), AT).exposure("AAA").usd == 1_400


def test_money_that_comes_in_at_a_close_counts_for_the_orders_of_that_close() -> None:
    desk = a_desk(a_bot(scripted(3, 2)))
    marked = Marked(1, 10_000.0, 10_000.0, 10_000.0, Decimal(10_000), 0.0)
    desk.record(ContributedRow(AT, Decimal(2_000), 10_000.0, 0.8))

    assert equity_now(desk, marked, AT) == 12_000.0
    assert equity_now(desk, marked, AT + timedelta(minutes=30)) == 10_000.0


def split_in_a_gap() -> tuple[Pipeline, Panel]:
    """30 shares bought at 100; Thursday they become 60 and do not trade, Friday they trade at 51."""
    bars: list[Bar] = [(100.0,) * 4, (100.0,) * 4, (100.0,) * 4, NO_BAR, (51.0,) * 4, (51.0,) * 4]
    panel = days(
        {"AAA": bars, "BBB": [(50.0,) * 4] * 6},
        actions=[CorporateAction("AAA", date(2010, 1, 7), ActionKind.SPLIT, Decimal(2))],
    )
    guards = (a_guard("daily_loss", "10%", "halt"),)
    return a_bot(scripted(6, 2, {0: [0], 3: [1]}), guards=guards), panel


def test_a_split_on_a_day_without_a_bar_moves_no_mark() -> None:
    bot, panel = split_in_a_gap()
    done = trial(bot, panel)
    assert done.equity == [10_000, 10_000, 10_000, 10_000, 10_060, 10_060]
    assert list(done.journal.columns()["adverse"]) == done.equity
    assert done.rows(TripRow) == []
    # half of the benchmark is AAA: 1 USD became 100/100, and 2 x 51 / 100 after the split
    assert list(done.journal.columns()["benchmark"]) == [1.0, 1.0, 1.0, 1.0, 1.01, 1.01]


def test_and_none_live() -> None:
    bot, panel = split_in_a_gap()
    world = World(bot, panel, heartbeat=timedelta(hours=1))
    world.live()
    marks = [row for row in only(world.rows, MarkRow) if row.phase == "close"]
    assert [row.equity for row in marks] == [10_000, 10_000, 10_000, 10_000, 10_060, 10_060]
    assert [row.benchmark for row in marks] == [1.0, 1.0, 1.0, 1.0, 1.01, 1.01]
    assert only(world.rows, TripRow) == []


def test_an_exit_for_the_auction_after_a_split_without_a_bar_since_is_sized_alike_live() -> None:
    bot, panel = split_in_a_gap()
    policy = OrderPolicy(time_in_force=TimeInForce.OPG)
    policies = Policies(policy, policy)
    the_same_live(Case(replace(bot, submit=Submit.OPEN_AUCTION, entry=policies, exit=policies), panel, 0))


def test_last_closes_are_told_in_the_shares_that_are_held() -> None:
    bot, panel = split_in_a_gap()
    window, desk = Window(panel.upto(3)), a_desk(bot)
    morning = moment(int(panel.opened_at[3]))
    assert list(last_closes(desk, window, morning)) == [100.0, 50.0]  # the new shares have not come yet
    desk.state.split_on["AAA"] = morning.date()
    assert list(last_closes(desk, window, morning)) == [50.0, 50.0]
    assert list(Window(panel.upto(4)).last_close()) == [50.0, 50.0]
    assert list(Window(panel).last_close()) == [51.0, 50.0]
    before_the_open = morning - timedelta(hours=1)
    assert without_old_prices(desk, window, {"AAA": 100.0, "BBB": 50.0}, before_the_open) == {"BBB": 50.0}
    assert without_old_prices(desk, window, {"AAA": 50.5}, morning) == {"AAA": 50.5}
    next_day = before_the_open + timedelta(days=1)  # no bar has come since
    assert without_old_prices(desk, Window(panel.upto(4)), {"AAA": 100.0, "BBB": 50.0}, next_day) == {"BBB": 50.0}
    assert without_old_prices(desk, Window(panel), {"AAA": 51.0}, next_day + timedelta(days=1)) == {"AAA": 51.0}
