"""What is not sent though it was wished for, and what an exit closes while ledger and account differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from botspec.domain.intents import Leg
from botspec.domain.orders import OrderStatus, Side, TimeInForce
from botspec.domain.rows import ContributedRow, DroppedRow, IntentRow, WantedRow
from botspec.execution.policy import OrderPolicy
from botspec.risk.guards.references import EquityPoint
from botspec.run.booking import book_order
from botspec.run.contributing import contribute
from botspec.run.release import release
from botspec.run.removed import NO_LONGER_TRADED
from botspec.run.tripping import let_go
from botspec.run.unfilled import wish_again
from botspec.run.watch import watch
from botspec.strategy.targets import Plan
from tests.fakes.bots import a_bot, a_guard, scripted, weighing
from tests.fakes.desks import a_desk, a_wish, at_row, hold, look, reported, work
from tests.fakes.market import days
from tests.fakes.trials import only

if TYPE_CHECKING:
    from botspec.domain.intents import Wanted
    from botspec.run.desk import Desk

PANEL = days({"AAA": [(100.0,) * 4] * 4, "BBB": [(100.0,) * 4] * 4})
NIGHT, NOON = at_row(PANEL, 0), at_row(PANEL, 1) - timedelta(hours=4)


def desk_of(**given: Any) -> Desk:
    return a_desk(a_bot(scripted(4, 2), **given))


def released(desk: Desk, wanted: Wanted, at: datetime = NOON) -> tuple[list[Decimal], list[str]]:
    """Shares of what was sent for a wish, and why it was dropped."""
    desk.record(WantedRow(NIGHT, wanted))
    release(desk, {"AAA": 100.0, "BBB": 100.0}, float(desk.state.portfolio.cash), at)
    sent = [row.intent.request.quantity for row in only(desk.journal.rows(), IntentRow)]
    return sent, [row.why for row in only(desk.journal.rows(), DroppedRow)]


def test_what_the_spec_no_longer_trades_is_not_opened() -> None:
    desk = desk_of(removed=("AAA",))
    assert released(desk, a_wish("AAA", NIGHT)) == ([], [NO_LONGER_TRADED])
    assert released(desk, a_wish("BBB", NIGHT))[0] == [30]


def test_an_entry_for_an_auction_that_takes_no_more_orders_is_dropped_and_an_exit_waits() -> None:
    opening = OrderPolicy(time_in_force=TimeInForce.OPG)
    late = datetime(2010, 1, 5, 14, 29, tzinfo=UTC)  # 9:29 in New York
    desk = desk_of(entry=opening, exit=opening)
    hold(desk, "AAA", 5, 100, NIGHT)
    sent, why = released(desk, a_wish("BBB", NIGHT), late)
    assert (sent, len(why)) == ([], 1)
    assert "9:28" in why[0]
    assert released(desk, a_wish("AAA", NIGHT, Side.SELL), late) == ([], why)
    assert [wish.symbol for wish in desk.state.outbox] == ["AAA"]
    assert released(desk_of(entry=opening), a_wish("BBB", NIGHT), late - timedelta(minutes=2)) == ([30], [])


def test_a_weight_that_the_cash_pays_not_one_share_of_is_dropped() -> None:
    """A share costs up to 102 USD at the market."""
    for cash, sent in (("101.99", []), ("102", [1])):
        desk = a_desk(a_bot(weighing(4, {0: [0.5, 0.5]}), cash=cash))
        wanted = replace(a_wish("AAA", NIGHT), weight=Decimal(1))
        quantities, why = released(desk, wanted)
        assert quantities == sent
        assert why == ([] if sent else [f"{cash} USD of cash pay for no share at 100.0 USD"])


@pytest.mark.parametrize(
    ("ours", "theirs", "closed"),
    [(5, 5, 5), (5, 3, 3), (5, 9, 5), (5, 0, 0), (5, -5, 0), (-5, -2, -2), (-5, 5, 0), (-5, 0, 0)],
)
def test_an_exit_closes_no_more_than_the_account_has(ours: int, theirs: int, closed: int) -> None:
    """Selling what is not there would open a short."""
    desk = desk_of()
    hold(desk, "AAA", ours, 100, NIGHT)
    assert desk.closable("AAA") == ours
    desk.at_broker = {"AAA": Decimal(theirs)}
    assert desk.closable("AAA") == closed
    side = Side.SELL if ours > 0 else Side.BUY
    sent, why = released(desk, replace(a_wish("AAA", NIGHT, side), leg=Leg.EXIT))
    assert (sent, why) == (([abs(closed)], []) if closed else ([], ["nothing left to close"]))


def test_an_order_that_the_broker_took_and_rejects_later_counts_as_rejected() -> None:
    desk = desk_of()
    for symbol, status, in_a_row in (("AAA", OrderStatus.REJECTED, 1), ("BBB", OrderStatus.EXPIRED, 0)):
        name = work(desk, a_wish(symbol, NIGHT), NOON)
        book_order(desk, reported(desk, name, status=status), NOON)
        assert desk.state.events.in_a_row == in_a_row
    assert [each.symbol for each in desk.state.events.rejections] == ["AAA"]


def test_a_guard_that_is_let_go_measures_from_the_equity_of_then() -> None:
    """Tripped at 9,000 of 10,000 USD, let go at 9,200: five per cent are counted from there."""
    desk = desk_of(guards=(a_guard("drawdown", "5%"),))
    point = EquityPoint(int(PANEL.session[1]), 9_000.0, 9_000.0, 9_000.0)
    watch(desk, point, NOON, where="close")
    held = desk.state.trips["drawdown"]
    let_go(desk, held, NOON, "rearmed", 9_200.0)
    assert desk.state.trips == {}
    for equity, trips in ((8_800.0, []), (8_741.0, []), (8_739.0, ["drawdown"])):
        watch(desk, EquityPoint(int(PANEL.session[1]), equity, equity, equity), NOON, where="close")
        assert list(desk.state.trips) == trips


def test_the_rest_of_an_order_is_wished_for_once_however_often_that_is_done() -> None:
    """As by a process that died in the middle of it."""
    desk = desk_of()
    name = work(desk, a_wish("AAA", NIGHT), NOON)
    working = desk.state.working[name]
    desk.state.again[name] = working
    wish_again(desk, NOON)
    assert [(wish.generation, wish.quantity) for wish in desk.state.outbox] == [(1, 30)]
    release(desk, {"AAA": 100.0}, 10_000.0, NOON)
    assert len(only(desk.journal.rows(), IntentRow)) == 2
    desk.state.again[name] = working
    wish_again(desk, NOON)
    assert (desk.state.again, desk.state.outbox) == ({}, [])


def test_money_that_is_due_comes_in_once_though_its_close_is_done_again() -> None:
    strategy = weighing(4, {0: [0.5, 0.5]}, paid=[2], plan=Plan(contribution=Decimal(500)))
    desk = a_desk(a_bot(strategy))
    views, targets = [look(desk, PANEL, row) for row in (1, 2, 2)], strategy.targets(PANEL)
    assert [contribute(desk, view, targets, Decimal(10_000)) for view in views] == [0, 500, 500]
    assert [row.amount for row in only(desk.journal.rows(), ContributedRow)] == [500]
    assert desk.state.portfolio.cash == 10_500
