"""What limits reckon with where no fresh price is to be had, and when money has just come in."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from botspec.domain.rows import ContributedRow
from botspec.market.moments import moment
from botspec.market.panel import ActionKind, CorporateAction
from botspec.run.instants import Marked, equity_now
from botspec.run.projection import project
from botspec.run.tape import Tape
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, at_row, hold
from tests.fakes.market import days

NO_BAR = (math.nan,) * 4
PANEL = days({"AAA": [(100.0,) * 4, (140.0,) * 4, NO_BAR], "BBB": [(50.0,) * 4] * 3})
AT = moment(int(PANEL.opened_at[2]))


def test_what_has_no_bar_counts_at_its_last_close_not_at_what_it_cost() -> None:
    desk = a_desk(a_bot(scripted(3, 2)))
    hold(desk, "AAA", 10, 100, at_row(PANEL, 0))
    desk.tape = Tape(PANEL, 2)

    assert project(desk, {"BBB": Decimal(50)}, Decimal(10_000), AT).exposure("AAA").usd == 1_400
    assert project(desk, {"AAA": Decimal(120)}, Decimal(10_000), AT).exposure("AAA").usd == 1_200


def test_before_the_first_bar_it_counts_at_what_it_cost() -> None:
    desk = a_desk(a_bot(scripted(3, 2)))
    hold(desk, "AAA", 10, 100, at_row(PANEL, 0))

    assert project(desk, {}, Decimal(10_000), AT).exposure("AAA").usd == 1_000
    desk.tape = Tape(PANEL, 0)
    assert project(desk, {}, Decimal(10_000), AT).exposure("AAA").usd == 1_000


def test_a_split_since_the_last_close_is_taken_out_once_the_shares_are_there() -> None:
    split = CorporateAction("AAA", AT.date(), ActionKind.SPLIT, Decimal(2))
    desk = a_desk(a_bot(scripted(3, 2)))
    hold(desk, "AAA", 10, 100, at_row(PANEL, 0))
    desk.tape = Tape(replace(PANEL, actions=(split,)), 2)
    assert project(desk, {}, Decimal(10_000), AT).exposure("AAA").usd == 1_400

    desk.state.portfolio = desk.state.portfolio.with_shares("AAA", Decimal(10))
    desk.state.split_on["AAA"] = AT.date()
    assert project(desk, {}, Decimal(10_000), AT).exposure("AAA").usd == 1_400


def test_money_that_comes_in_at_a_close_counts_for_the_orders_of_that_close() -> None:
    desk = a_desk(a_bot(scripted(3, 2)))
    marked = Marked(1, 10_000.0, 10_000.0, 10_000.0, Decimal(10_000), 0.0)
    desk.record(ContributedRow(AT, Decimal(2_000), 10_000.0, 0.8))

    assert equity_now(desk, marked, AT) == 12_000.0
    assert equity_now(desk, marked, AT + timedelta(minutes=30)) == 10_000.0
