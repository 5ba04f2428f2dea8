"""Cumulative quantities in, each share booked once, whatever is heard twice, late or out of order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from botspec.domain.events import CashKind, CashMoved, OrderUpdated, SharesKind, SharesMoved
from botspec.domain.orders import Order, OrderStatus, Side
from botspec.domain.rows import AdoptedRow, CashRow, DecisionRow, DroppedRow, FillRow, NoteRow, OrderRow, WantedRow
from botspec.run.booking import book, book_order
from botspec.run.decide import decide
from botspec.run.watch import enforce
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, hold, look, reported, work
from tests.fakes.market import days
from tests.fakes.trials import only

if TYPE_CHECKING:
    from botspec.run.desk import Desk

PANEL = days({"AAA": [(100.0,) * 4] * 3, "BBB": [(100.0,) * 4] * 3})
AT = at_row(PANEL, 0)
FILLED, PARTLY, NEW = OrderStatus.FILLED, OrderStatus.PARTIALLY_FILLED, OrderStatus.NEW
CANCELED = OrderStatus.CANCELED


def working() -> tuple[Desk, str]:
    """An order for 30 AAA."""
    desk = a_desk(a_bot(scripted(3, 2, {1: [1]})))
    return desk, work(desk, a_wish("AAA", AT), AT)


def hear(desk: Desk, name: str, status: OrderStatus, filled: object, average: object = None) -> Order:
    price = None if average is None else Decimal(str(average))
    order = reported(desk, name, status=status, filled_quantity=Decimal(str(filled)), filled_average_price=price)
    book_order(desk, order, AT)
    return order


def fills(desk: Desk) -> list[tuple[Decimal, Decimal]]:
    return [(row.fill.quantity, row.fill.price) for row in only(desk.journal.rows(), FillRow)]


def test_parts_are_booked_at_prices_that_make_the_averages_agree() -> None:
    desk, name = working()
    hear(desk, name, PARTLY, 10, 100)
    hear(desk, name, PARTLY, 15, "100.5")  # 5 more at 101.5
    hear(desk, name, FILLED, 30, "100.25")  # 15 more at 100

    assert fills(desk) == [(10, 100), (5, Decimal("101.5")), (15, 100)]
    assert desk.state.portfolio.cash == Decimal(10_000) - 30 * Decimal("100.25")
    assert desk.state.portfolio.quantity("AAA") == 30
    assert desk.state.working == {}
    assert list(desk.state.ended) == [name]


@pytest.mark.parametrize(
    "again",
    [
        (FILLED, 30, 100),
        (PARTLY, 10, 99),
        (NEW, 0, None),
        (CANCELED, 10, 99),
        (CANCELED, 30, 100),
    ],
)
def test_what_is_heard_twice_or_late_changes_nothing(again: tuple[OrderStatus, int, int | None]) -> None:
    desk, name = working()
    hear(desk, name, PARTLY, 10, 99)
    hear(desk, name, FILLED, 30, 100)
    before = list(desk.journal.rows())
    hear(desk, name, *again)

    assert list(desk.journal.rows()) == before


def test_a_quantity_never_goes_back() -> None:
    desk, name = working()
    hear(desk, name, PARTLY, 10, 100)
    hear(desk, name, CANCELED, 5, 100)  # a read from before the last fill

    assert name in desk.state.working
    assert desk.state.portfolio.quantity("AAA") == 10


def test_a_fill_that_comes_after_the_cancel_counts() -> None:
    desk, name = working()
    hear(desk, name, CANCELED, 0)
    hear(desk, name, CANCELED, 4, 100)

    assert desk.state.portfolio.quantity("AAA") == 4
    assert desk.state.working == {}


def test_a_fill_without_its_price_waits_for_it() -> None:
    desk, name = working()
    hear(desk, name, FILLED, 30)
    assert (fills(desk), name in desk.state.working) == ([], True)
    hear(desk, name, FILLED, 30, 100)
    assert fills(desk) == [(30, 100)]


def test_more_than_was_ordered_is_booked_and_said() -> None:
    desk, name = working()
    hear(desk, name, FILLED, 31, 100)

    assert desk.state.portfolio.quantity("AAA") == 31
    assert [(note.level, note.code) for note in only(desk.journal.rows(), NoteRow)] == [("error", "OVERFILLED")]


@pytest.mark.parametrize(("status", "filled", "average"), [(NEW, 0, None), (PARTLY, 10, 100), (FILLED, 30, 100)])
def test_legs_that_an_order_looked_up_alone_did_not_bring_are_still_taken(
    status: OrderStatus, filled: int, average: int | None
) -> None:
    desk, name = working()
    hear(desk, name, status, filled, average)
    before = fills(desk)
    known = desk.state.order(name)
    assert known is not None
    assert known.order is not None
    book_order(desk, replace(known.order, legs=("leg",)), AT)
    rows = list(desk.journal.rows())
    book_order(desk, replace(known.order, legs=("leg",)), AT)
    book_order(desk, known.order, AT)

    assert desk.state.parent_of("leg") is desk.state.order(name)
    assert (fills(desk), list(desk.journal.rows())) == (before, rows)


@pytest.mark.parametrize("other", [{"symbol": "BBB"}, {"side": Side.SELL}])
def test_another_order_under_our_id_is_not_booked(other: dict[str, object]) -> None:
    desk, name = working()
    order = reported(desk, name, status=FILLED, filled_quantity=Decimal(30), filled_average_price=Decimal(100))
    book_order(desk, replace(order, request=replace(order.request, **other)), AT)

    assert (fills(desk), name in desk.state.working) == ([], True)


def test_somebody_elses_order_is_not_booked() -> None:
    desk, name = working()
    order = reported(desk, name, status=FILLED, filled_quantity=Decimal(30), filled_average_price=Decimal(1))
    stranger, _ = working()
    stranger.state.working.clear()
    book_order(stranger, order, AT)

    assert only(stranger.journal.rows(), OrderRow) == []
    assert stranger.state.portfolio.positions == {}


def test_the_fill_is_when_the_broker_filled_it() -> None:
    desk, name = working()
    at = AT + timedelta(seconds=3)
    order = reported(
        desk, name, status=FILLED, filled_quantity=Decimal(30), filled_average_price=Decimal(100), filled_at=at
    )
    book(desk, [OrderUpdated(order, AT + timedelta(seconds=9))])

    assert [row.fill.at for row in only(desk.journal.rows(), FillRow)] == [at]


def test_a_cash_movement_is_booked_once() -> None:
    desk, _ = working()
    fee = CashMoved("f1", CashKind.FEE, Decimal("-0.03"), date(2024, 1, 2), AT, None, "")
    dividend = CashMoved("d1", CashKind.DIVIDEND, Decimal("3.70"), date(2024, 1, 2), AT, "AAA", "")
    book(desk, [dividend, fee, fee])
    book(desk, [fee, dividend])

    assert len(only(desk.journal.rows(), CashRow)) == 2
    assert desk.state.portfolio.cash == Decimal("10003.67")


def test_money_moved_by_somebody_is_no_profit_and_buys_nothing() -> None:
    desk, _ = working()
    deposit = CashMoved("t1", CashKind.TRANSFER, Decimal(50_000), date(2024, 1, 2), AT, None, "CSD")
    book(desk, [deposit])

    assert desk.state.portfolio.cash == Decimal(10_000)
    assert [row.moved for row in only(desk.journal.rows(), CashRow)] == [deposit]


def test_a_dividend_of_what_the_bot_does_not_trade_is_not_its_own() -> None:
    desk, _ = working()
    book(desk, [CashMoved("d1", CashKind.DIVIDEND, Decimal(90), date(2024, 1, 2), AT, "TSLA", "")])

    assert only(desk.journal.rows(), CashRow) == []
    assert desk.state.portfolio.cash == Decimal(10_000)


def shared() -> Desk:
    """The bot holds 10 AAA and leaves alone 90 that were there before."""
    desk = a_desk(a_bot(scripted(3, 2)))
    desk.record(AdoptedRow(AT, "ignored", "AAA", Decimal(90), Decimal(100), "the spec", "existing_positions: ignore"))
    hold(desk, "AAA", 10, 100, AT)
    return desk


@pytest.mark.parametrize("came", [100, -50, 50])
def test_a_split_makes_nobody_elses_shares_the_bots(came: int) -> None:
    desk = shared()
    split = SharesMoved("s1", SharesKind.SPLIT, "AAA", Decimal(came), None, None, date(2024, 1, 3), AT, "")
    book(desk, [split, split])

    assert desk.state.portfolio.quantity("AAA") == 10 + Decimal(came) / 10
    assert desk.state.foreign == {"AAA": 90 + Decimal(came) * 9 / 10}


def test_of_a_dividend_the_bot_gets_what_its_own_shares_earned() -> None:
    desk = shared()
    before = desk.state.portfolio.cash
    dividend = CashMoved("d1", CashKind.DIVIDEND, Decimal("33.33"), date(2024, 1, 2), AT, "AAA", "")
    book(desk, [dividend, dividend])

    assert desk.state.portfolio.cash - before == Decimal("3.33")
    assert desk.state.set_aside == Decimal("30.00")


def test_what_is_not_understood_ends_buying_until_a_person_looks() -> None:
    desk, name = working()
    desk.record(WantedRow(AT, a_wish("BBB", AT)))
    book(desk, [CashMoved("u1", CashKind.UNCLASSIFIED, Decimal(-700), date(2024, 1, 2), AT, None, "REORG")])
    enforce(desk, AT)
    decide(desk, look(desk, PANEL, 1), 10_000.0)

    assert desk.state.portfolio.cash == Decimal(10_000)
    assert [note.code for note in only(desk.journal.rows(), NoteRow)] == ["UNCLASSIFIED"]
    assert [row.wanted.symbol for row in only(desk.journal.rows(), DroppedRow)] == ["BBB"]
    assert desk.state.working[name].cancel_requested
    assert [(row.symbol, row.reason) for row in only(desk.journal.rows(), DecisionRow)] == [("BBB", "BLOCKED_BY_CASH")]


parts = st.lists(st.tuples(st.integers(1, 10), st.decimals("1", "200", places=2)), min_size=1, max_size=6)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts, st.randoms(use_true_random=False))
def test_any_order_of_hearing_ends_at_the_same_ledger(executions: list[tuple[int, Decimal]], random: object) -> None:
    desk, name = working()
    states, filled, worth = [], 0, Decimal(0)
    for quantity, price in executions:
        filled, worth = filled + quantity, worth + quantity * price
        states.append((PARTLY, filled, worth / filled))
    states[-1] = (CANCELED, *states[-1][1:])
    heard = [*states, *states]
    random.shuffle(heard)
    for status, quantity, average in heard:
        hear(desk, name, status, quantity, average)

    assert desk.state.portfolio.quantity("AAA") == filled
    assert abs(desk.state.portfolio.cash - (10_000 - worth)) < Decimal("0.000001")
    assert name in desk.state.ended
