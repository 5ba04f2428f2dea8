"""Jumping from touch to touch ends where walking every row ends."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from botspec.market.panel import ActionKind, CorporateAction
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


@pytest.mark.parametrize("after", [5, 514])
@pytest.mark.parametrize(
    ("side", "best", "hit"),
    [
        ("buy", (7.5, 7.5, 7.0, 7.5), (7.5, 8.0, 7.5, 7.5)),
        ("sell", (12.5, 13.0, 12.5, 12.5), (12.5, 12.5, 12.0, 12.5)),
    ],
)
def test_a_trailing_stop_follows_the_best_price_of_all_rows_before(side: str, best: Bar, hit: Bar, after: int) -> None:
    """Bought a dollar above the lowest low, sold a dollar below the highest high, however many rows lie between."""
    walk = Walk(minutes({"AAPL": [QUIET, best, *[(hit[0],) * 4] * (after - 1), hit]}))
    walk.exchange.submit(order(side, 1, trail_price=1, tif="gtc"), walk.open())
    walk.close()
    assert walk.exchange.first_touch(walk.panel, 1, after + 2) == after + 1


@pytest.mark.parametrize(("asked", "touched"), [({}, 1), ({"extended_hours": True}, 3)])
def test_before_and_after_hours_an_order_that_sleeps_there_is_walked(asked: dict[str, bool], touched: int) -> None:
    walk = Walk(minutes({"AAPL": [QUIET, QUIET, QUIET, DIP]}), an_exchange(extended=True))
    walk.exchange.submit(order("buy", 1, limit=9, **asked), walk.open())
    walk.close()
    assert walk.exchange.first_touch(walk.panel, 1, 4) == touched


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


@pytest.mark.parametrize(
    ("asked", "bars", "touched"),
    [
        ({"side": "sell", "stop_price": 9}, [QUIET, QUIET, DIP, QUIET], 2),
        ({"side": "sell", "stop_price": 7}, [QUIET, QUIET, DIP, QUIET], None),
        ({"side": "buy", "stop_price": "10.50"}, [DIP, NO_BAR, QUIET, QUIET], 2),
        ({"side": "buy", "stop_price": 11, "limit": 11}, [QUIET, (12.0, 12.0, 12.0, 12.0), QUIET, QUIET], 1),
        # 2.00 behind the best of the bars before: 8.50 after a high of 10.50, 10 after a rise to 12
        ({"side": "sell", "trail_price": 2}, [QUIET, QUIET, (8.6, 9.0, 8.6, 9.0), DIP], 3),
        ({"side": "sell", "trail_price": 2}, [QUIET, (11.0, 12.0, 10.5, 11.0), (11.0, 11.0, 10.0, 11.0), QUIET], 2),
        ({"side": "sell", "trail_price": 3}, [QUIET] * 4, None),
        ({"side": "sell", "trail_price": 2}, [DIP, QUIET, QUIET, QUIET], 0),
        ({"side": "buy", "trail_percent": 10}, [QUIET, DIP, (8.5, 8.79, 8.5, 8.5), (8.5, 8.8, 8.5, 8.5)], 3),
    ],
)
def test_stops_are_looked_for_ahead(asked: dict[str, object], bars: list[Bar], touched: int | None) -> None:
    walk = Walk(days({"AAPL": [(10.0, 10.4, 10.0, 10.0), *bars]}))
    opened_at = walk.open()
    given = dict(asked)
    side = str(given.pop("side"))
    if side == "sell":
        walk.exchange.submit(order("buy", 1), opened_at)
    walk.exchange.submit(order(side, 1, tif="gtc", **given), opened_at)
    walk.close()
    expected = None if touched is None else touched + 1
    assert walk.exchange.first_touch(walk.panel, 1, 5) == expected


def test_long_searches_go_in_blocks() -> None:
    bars = [QUIET] * 3000
    bars[2500] = DIP
    walk = Walk(minutes({"AAPL": [QUIET, *bars]}))
    opened_at = walk.open()
    walk.exchange.submit(order("buy", 2), opened_at)
    walk.exchange.submit(order("sell", 1, stop_price=9, tif="gtc"), opened_at)
    trail = walk.exchange.submit(order("sell", 1, trail_price=2, tif="gtc"), opened_at)
    walk.close()
    for _ in range(2):
        assert walk.exchange.first_touch(walk.panel, 1, 3001) == 2501
        walk.exchange.cancel(walk.exchange.live_orders()[0].id, opened_at)
    walk.exchange.skip(walk.panel, 3001)
    assert walk.exchange.high_water_mark(trail.id) is None
    assert walk.exchange.first_touch(walk.panel, 1, 3001) is None


def test_a_skipped_bar_moves_the_mark_as_a_walked_one() -> None:
    panel = days({"AAPL": [QUIET, (11.0, 12.0, 11.0, 11.5), NO_BAR, QUIET]})
    marks = []
    for jumps in (False, True):
        walk = Walk(panel)
        opened_at = walk.open()
        walk.exchange.submit(order("buy", 1), opened_at)
        trail = walk.exchange.submit(order("sell", 1, trail_price=5, tif="gtc"), opened_at)
        walk.close()
        if jumps:
            walk.exchange.skip(panel, 2)
            walk.exchange.skip(panel, 3)
        else:
            walk.pass_rows(2)
        marks.append(walk.exchange.high_water_mark(trail.id))
    assert marks == [12.0, 12.0]


def test_sleeping_legs_are_not_looked_for() -> None:
    walk = Walk(days({"AAPL": [QUIET, DIP, QUIET]}))
    opened_at = walk.open()
    asked = {"order_class": "bracket", "take_profit": 12, "loss": "7.50", "limit": 8}
    walk.exchange.submit(order("buy", 1, tif="gtc", **asked), opened_at)
    walk.close()
    assert walk.exchange.first_touch(walk.panel, 1, 3) == 1
    assert walk.exchange.first_touch(walk.panel, 2, 3) is None


@pytest.mark.parametrize("life", ["ioc", "fok"])
def test_an_order_for_a_moment_ends_with_its_first_bar_touched_or_not(life: str) -> None:
    walk = Walk(minutes({"AAPL": [QUIET, NO_BAR, NO_BAR, QUIET]}))
    walk.open()
    walk.exchange.close_bar(walk.panel.row(0))
    placed = walk.exchange.submit(order("buy", 1, limit=5, tif=life), walk.open() + timedelta(seconds=1))
    assert walk.exchange.first_touch(walk.panel, 2, 4) == 3
    walk.close()
    walk.pass_rows(2)
    found = walk.exchange.order(placed.id)
    assert found is not None
    assert found.status == "canceled"


def test_a_mark_knows_nothing_of_the_bar_it_was_sent_in() -> None:
    walk = Walk(days({"AAPL": [QUIET, (10.0, 15.0, 9.0, 10.0), (10.0, 11.0, 10.0, 10.0), QUIET]}))
    walk.exchange.submit(order("buy", 1), walk.open())
    walk.close()
    later = walk.open() + timedelta(hours=1)
    trail = walk.exchange.submit(order("sell", 1, trail_price=4, tif="gtc"), later)
    walk.close()
    walk.exchange.skip(walk.panel, 3)
    assert walk.exchange.high_water_mark(trail.id) == 11.0, "15 may have been before"


def test_a_split_ahead_is_a_touch() -> None:
    split = CorporateAction("AAPL", date(2010, 1, 6), ActionKind.SPLIT, Decimal(2))
    walk = Walk(days({"AAPL": [QUIET] * 4, "IBM": [QUIET] * 4}, actions=[split]))
    opened_at = walk.open()
    walk.exchange.submit(order("buy", 1, "IBM", limit=5, tif="gtc"), opened_at)
    assert walk.exchange.first_touch(walk.panel, 1, 4) is None
    walk.exchange.submit(order("buy", 1, limit=5, tif="gtc"), opened_at)
    assert walk.exchange.first_touch(walk.panel, 1, 4) == 2
    assert walk.exchange.first_touch(walk.panel, 3, 4) is None


@pytest.mark.parametrize("waited", range(1, 9))
def test_the_last_day_of_a_gtc_order_is_not_jumped_over(waited: int) -> None:
    """It is canceled with the close 90 days after it came; one session early is looked at, a later one never."""
    panel = days({"AAPL": [QUIET] * 75})
    walk = Walk(panel)
    walk.pass_rows(waited)
    asked = walk.exchange.submit(order("buy", 1, limit=5, tif="gtc"), walk.open())
    walk.close()
    touched = walk.exchange.first_touch(panel, waited + 1, 75)
    while walk.exchange.has_live_orders:
        walk.pass_rows()
    ended = date.fromordinal(int(panel.session[walk.row]))
    assert ended >= asked.submitted_at.date() + timedelta(days=90)
    assert date.fromordinal(int(panel.session[walk.row - 1])) < asked.submitted_at.date() + timedelta(days=90)
    assert touched is not None
    assert walk.row - 1 <= touched <= walk.row
