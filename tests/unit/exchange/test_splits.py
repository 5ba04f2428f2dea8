"""Splits of what is held: the same worth, the same cost, cash for what is no whole share; orders in old shares end."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from botspec.domain.events import CashKind, SharesKind
from botspec.domain.orders import OrderStatus
from botspec.market.moments import moment
from botspec.market.panel import ActionKind, CorporateAction
from tests.fakes.market import NO_BAR, Bar, Walk, days, order

QUIET: Bar = (12.0, 12.0, 12.0, 12.0)
WEDNESDAY = date(2010, 1, 6)


def split(ratio: str) -> CorporateAction:
    return CorporateAction("AAPL", WEDNESDAY, ActionKind.SPLIT, Decimal(ratio))


def walk_over(ratio: str, held: object, after: Bar) -> Walk:
    """Bought at 12 on Monday; the split comes with Wednesday's open."""
    walk = Walk(days({"AAPL": [QUIET, QUIET, after, after]}, actions=[split(ratio)]))
    side = "sell" if str(held).startswith("-") else "buy"
    opened_at = walk.open()
    if held:
        walk.exchange.submit(order(side, str(held).lstrip("-")), opened_at)
    walk.close()
    walk.pass_rows()
    return walk


@pytest.mark.parametrize(
    ("ratio", "held", "opens", "after", "cash"),
    [
        ("2", 7, 6.0, "14", None),
        ("1.5", 7, 8.0, "10", "4.00"),  # half a share of 8
        ("0.1", 25, 120.0, "2", "60.00"),
        ("0.1", 5, 120.0, "0", "60.00"),  # nothing but cash is left
        ("3", "0.5", 4.0, "1.5", None),  # a part of a share stays one
        ("0.1", "0.5", 120.0, "0.05", None),
        ("1.05", 100, 11.5, "105", None),  # a stock dividend of 5 %
        ("2", -7, 6.0, "-14", None),
        ("1.5", -7, 8.0, "-10", "-4.00"),  # a short pays it
        ("1.5", 7, 8.33, "10", "4.16"),  # 4.165: what is paid out is rounded down
        ("1.5", -7, 8.33, "-10", "-4.17"),  # and what is paid, up
    ],
)
def test_by_hand(ratio: str, held: object, opens: float, after: str, cash: str | None) -> None:
    walk = walk_over(ratio, held, (opens,) * 4)
    exchange = walk.exchange
    before, cost = exchange.equity(), exchange.positions["AAPL"].average_price
    opened_at = walk.open()
    position = exchange.positions.get("AAPL")
    assert (position.quantity if position else 0) == Decimal(after)
    if position is not None:
        assert position.average_price == cost / Decimal(ratio)
    (moved,) = exchange.share_moves
    assert moved.id == "split AAPL 2010-01-06"
    assert [(each.on, each.at, each.symbol, each.description) for each in exchange.cash_moves] == (
        [] if cash is None else [(WEDNESDAY, opened_at, "AAPL", "AAPL cash in lieu of a fraction")]
    )
    assert (moved.kind, moved.symbol, moved.on, moved.at) == (SharesKind.SPLIT, "AAPL", WEDNESDAY, opened_at)
    assert (moved.quantity, moved.after) == (Decimal(after) - Decimal(str(held)), Decimal(after))
    paid = [(move.kind, move.amount) for move in exchange.cash_moves]
    assert paid == ([] if cash is None else [(CashKind.DIVIDEND, Decimal(cash))])
    if Decimal(str(opens)) * Decimal(ratio) == 12:
        assert exchange.equity() == before


def test_working_orders_end_with_a_reason() -> None:
    walk = walk_over("2", 10, (6.0, 7.0, 5.0, 6.0))
    exchange = walk.exchange
    evening = exchange.orders()[0].updated_at
    resting = exchange.submit(order("buy", 1, limit=5, tif="gtc"), evening)
    group = exchange.submit(order("sell", 10, order_class="oco", limit=20, loss=6, tif="gtc"), evening)
    other = [*group.legs]
    walk.open()
    for placed in (exchange.order(resting.id), exchange.order(group.id), exchange.by_client_order_id(other[0])):
        assert placed is not None
        assert (placed.status, placed.filled_quantity) == (OrderStatus.CANCELED, 0)
    assert exchange.reasons[resting.id] == "split AAPL 2010-01-06"
    assert exchange.positions["AAPL"].quantity == 20


def test_orders_end_without_a_position_too_and_a_jump_stops_for_them() -> None:
    walk = walk_over("2", 0, (6.0, 6.0, 6.0, 6.0))
    at = walk.exchange.submit(order("buy", 1, limit=5, tif="gtc"), walk_time(walk)).id
    assert walk.exchange.first_touch(walk.panel, 2, 4) == 2
    walk.open()
    found = walk.exchange.order(at)
    assert found is not None
    assert found.status is OrderStatus.CANCELED
    assert walk.exchange.share_moves == []


def walk_time(walk: Walk) -> datetime:
    return moment(walk.panel.row(walk.row).closed_at)


def test_a_split_is_booked_once() -> None:
    walk = walk_over("2", 7, (6.0, 6.0, 6.0, 6.0))
    walk.open()
    walk.exchange.open_bar(walk.panel.row(walk.row), [split("2")])
    assert walk.exchange.positions["AAPL"].quantity == 14


def test_new_shares_without_a_new_price_are_worth_the_old_one_divided() -> None:
    walk = walk_over("2", 7, NO_BAR)
    worth = walk.exchange.equity()
    walk.open()
    assert walk.exchange.last_price("AAPL") == 6
    assert walk.exchange.equity() == worth
    walk.close()
    assert walk.exchange.equity() == worth
    walk.exchange.skip(walk.panel, 4)
    assert walk.exchange.last_price("AAPL") == 6, "still no newer price"


def test_the_next_close_is_a_new_price() -> None:
    walk = walk_over("2", 7, (6.5, 6.5, 6.5, 6.5))
    walk.pass_rows()
    assert walk.exchange.last_price("AAPL") == Decimal("6.5")
    walk.exchange.skip(walk.panel, 4)
    assert walk.exchange.last_price("AAPL") == Decimal("6.5")
