"""Which orders end, and when: one that was turned down alone, one after hours not, the closing auction at its close."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from botspec.domain.orders import OrderStatus
from botspec.exchange.margin import Worth, worth
from tests.fakes.market import Bar, Walk, an_exchange, days, minutes, order

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)


def test_only_the_order_that_was_turned_down_ends() -> None:
    walk = Walk(days({"AAPL": [QUIET]}))
    at = walk.open() + timedelta(hours=1)
    first, second = (walk.exchange.submit(order("buy", 1, limit=9, tif="gtc"), at).id for _ in range(2))
    walk.exchange.reject(second, at + timedelta(hours=1))
    statuses = {each.id: each.status for each in walk.exchange.orders()}
    assert statuses == {first: OrderStatus.NEW, second: OrderStatus.REJECTED}


def test_an_auction_fills_at_its_close() -> None:
    walk = Walk(days({"AAPL": [QUIET]}))
    walk.exchange.submit(order("buy", 1, tif="cls"), walk.open() + timedelta(hours=1))
    closed_at = walk.close()
    (filled,) = walk.exchange.orders()
    assert (filled.status, filled.filled_at, filled.updated_at) == (OrderStatus.FILLED, closed_at, closed_at)


def test_an_order_for_regular_hours_that_came_after_them_outlives_the_session() -> None:
    """Bars of an hour from 9:30 on: the eighth opens half an hour after the close."""
    walk = Walk(minutes({"AAPL": [QUIET] * 8}, width=60), an_exchange(extended=True))
    walk.pass_rows(7)
    after_hours = walk.open()
    walk.exchange.submit(order("buy", 1, limit=9), after_hours)
    walk.exchange.submit(order("buy", 1, limit=9, extended_hours=True), after_hours)
    walk.close()
    assert [each.status for each in walk.exchange.orders()] == [OrderStatus.NEW, OrderStatus.EXPIRED]


def test_positions_are_added_up_by_what_margin_makes_of_them() -> None:
    held = [("A", "2", "10"), ("B", "3", "10"), ("C", "-1", "10"), ("D", "-4", "10"), ("BTC/USD", "1", "7")]
    held.append(("ETH/USD", "2", "7"))
    positions = [(symbol, Decimal(quantity), Decimal(price)) for symbol, quantity, price in held]
    assert worth(Decimal(5), positions) == Worth(Decimal(5), Decimal(50), Decimal(50), Decimal(21))
