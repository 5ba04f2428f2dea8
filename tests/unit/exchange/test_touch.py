"""Jumping from touch to touch ends where walking every row ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes.market import NO_BAR, Bar, Walk, an_exchange, days, minutes, order

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)
DIP: Bar = (10.0, 10.0, 8.0, 9.0)


@pytest.mark.parametrize(
    ("bars", "limit", "touched"),
    [
        ([QUIET, QUIET, DIP, QUIET], 9, 2),
        ([QUIET, QUIET, QUIET, QUIET], 9, None),
        ([QUIET, NO_BAR, NO_BAR, DIP], 9, 3),
        ([QUIET, (8.0, 8.0, 8.0, 8.0), QUIET, QUIET], 9, 1),
        ([QUIET, QUIET, QUIET, QUIET], "9.50", 1),
        ([NO_BAR, NO_BAR, NO_BAR, QUIET], 10, 3),
    ],
)
def test_the_first_row_that_can_fill_a_resting_order(bars: list[Bar], limit: object, touched: int | None) -> None:
    walk = Walk(days({"AAPL": bars}))
    walk.exchange.submit(order("buy", 1, limit=limit, tif="gtc"), walk.open() + timedelta(hours=1))
    walk.close()
    walk.exchange.drain()
    if walk.exchange.has_live_orders:
        assert walk.exchange.first_touch(walk.panel, 1, 4) == touched


def test_a_market_order_waits_for_a_bar_and_an_accepted_one_for_an_open() -> None:
    walk = Walk(days({"AAPL": [QUIET, NO_BAR, NO_BAR, QUIET]}))
    walk.open()
    walk.exchange.submit(order("buy", 1, tif="gtc"), walk.close())
    assert walk.exchange.first_touch(walk.panel, 1, 4) == 1, "its status changes with the next open"
    walk.pass_rows()
    assert walk.exchange.first_touch(walk.panel, 2, 4) == 3


def test_a_day_order_is_touched_by_the_last_bar_of_its_session() -> None:
    walk = Walk(minutes({"AAPL": [QUIET] * 6}))
    walk.exchange.submit(order("buy", 1, limit=9), walk.open())
    assert walk.exchange.first_touch(walk.panel, 1, 6) == 5
    assert walk.exchange.first_touch(walk.panel, 1, 4) is None
    assert walk.exchange.first_touch(walk.panel, 3, 3) is None


def test_without_orders_nothing_is_touched() -> None:
    assert an_exchange().first_touch(days({"AAPL": [QUIET]}), 0, 1) is None


def test_last_prices_after_a_jump_are_those_of_a_walk() -> None:
    gap = [QUIET, (11.0, 11.0, 11.0, 11.0), NO_BAR, NO_BAR, NO_BAR, QUIET]
    panel = days({"AAPL": gap, "IBM": [NO_BAR] * 6})
    walk = Walk(panel)
    walk.pass_rows(4)
    jumped = an_exchange()
    jumped.skip(panel, 4)
    assert jumped.last_price("AAPL") == walk.exchange.last_price("AAPL")
    jumped.open_bar(panel.row(4))
    jumped.close_bar(panel.row(4))
    assert str(jumped.last_price("AAPL")) == "11.0"
    assert jumped.last_price("IBM") is None
