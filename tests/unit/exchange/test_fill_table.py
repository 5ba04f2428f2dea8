"""The fill table, line by line: one order, one bar of open, high, low and close, and what a reader expects of it.

The day before closes at 10.00. The order is sent that evening, so the bar is the first it sees. No slippage but where
it is said.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.orders import Order, OrderStatus
from botspec.exchange.exchange import Exchange
from botspec.exchange.slippage.bps import Bps, BpsParams
from botspec.market.moments import moment
from tests.fakes.market import NO_BAR, Bar, Walk, an_exchange, days, order

QUIET: Bar = (10.0, 10.0, 10.0, 10.0)
AT_OPEN, INSIDE, NOT = "open", "inside", "not"
Line = tuple[str, dict[str, Any], Bar, str, str | None]


def walk_with(*bars: Bar, exchange: Exchange | None = None) -> Walk:
    """100 shares are held, bought at 10; the first day is over."""
    walk = Walk(days({"AAPL": [QUIET, *bars]}), exchange)
    walk.exchange.submit(order("buy", 100), walk.open())
    walk.close()
    walk.exchange.drain()
    return walk


def now(exchange: Exchange, placed: Order) -> Order:
    found = exchange.order(placed.id)
    assert found is not None
    return found


def fill_of(walk: Walk, side: str, asked: dict[str, Any]) -> tuple[str, str | None]:
    """When and at what price the order fills in the next bar."""
    placed = walk.exchange.submit(order(side, 100, tif="gtc", **asked), moment(walk.panel.row(walk.row).closed_at))
    walk.open()
    early = now(walk.exchange, placed).status is OrderStatus.FILLED
    walk.close()
    done = now(walk.exchange, placed)
    if done.status is not OrderStatus.FILLED:
        return NOT, None
    return AT_OPEN if early else INSIDE, str(done.filled_average_price)


STOP: list[Line] = [
    # buy stop at 11: touched from 11.00 on; a stop-limit up to 11 x 1.04 = 11.44
    ("buy", {"stop_price": 11}, (10.5, 10.99, 10.0, 10.8), NOT, None),
    ("buy", {"stop_price": 11}, (10.5, 11.00, 10.0, 10.8), INSIDE, "11"),
    ("buy", {"stop_price": 11}, (10.5, 12.00, 10.0, 11.9), INSIDE, "11"),
    ("buy", {"stop_price": 11}, (11.2, 12.00, 11.1, 11.9), AT_OPEN, "11.2"),
    ("buy", {"stop_price": 11}, (11.44, 12.0, 11.44, 11.9), AT_OPEN, "11.44"),
    ("buy", {"stop_price": 11}, (11.5, 12.00, 11.45, 11.9), NOT, None),  # gapped over the collar
    ("buy", {"stop_price": 11}, (11.5, 12.00, 11.40, 11.9), INSIDE, "11.44"),  # came back to it
    # sell stop at 9: touched from 9.00 down, no collar
    ("sell", {"stop_price": 9}, (9.5, 9.8, 9.01, 9.2), NOT, None),
    ("sell", {"stop_price": 9}, (9.5, 9.8, 9.00, 9.2), INSIDE, "9"),
    ("sell", {"stop_price": 9}, (9.5, 9.8, 8.00, 8.1), INSIDE, "9"),
    ("sell", {"stop_price": 9}, (8.5, 9.8, 8.00, 8.1), AT_OPEN, "8.5"),
    ("sell", {"stop_price": 9}, (2.0, 2.0, 1.00, 1.0), AT_OPEN, "2.0"),
    ("sell", {"stop_price": 9}, NO_BAR, NOT, None),
]
STOP_LIMIT: list[Line] = [
    # buy: stop 11, limit 11.20; inside the bar the price is 11 when it is touched
    ("buy", {"stop_price": 11, "limit": "11.20"}, (10.5, 10.9, 10.0, 10.8), NOT, None),
    ("buy", {"stop_price": 11, "limit": "11.20"}, (10.5, 11.1, 10.0, 10.8), INSIDE, "11"),
    ("buy", {"stop_price": 11, "limit": "11.20"}, (11.1, 11.9, 11.0, 11.8), AT_OPEN, "11.1"),
    ("buy", {"stop_price": 11, "limit": "11.20"}, (11.5, 11.9, 11.3, 11.8), NOT, None),
    ("buy", {"stop_price": 11, "limit": "11.20"}, (11.5, 11.9, 11.1, 11.8), INSIDE, "11.20"),
    # buy: stop 11, limit 10.80: the low may have been before the stop; the close was after it
    ("buy", {"stop_price": 11, "limit": "10.80"}, (10.5, 11.1, 10.4, 10.9), NOT, None),
    ("buy", {"stop_price": 11, "limit": "10.80"}, (10.5, 11.1, 10.4, 10.8), INSIDE, "10.80"),
    ("buy", {"stop_price": 11, "limit": "10.80"}, (11.0, 11.1, 10.7, 11.0), INSIDE, "10.80"),  # touched at the open
    # sell: stop 9, limit 8.90, mirrored
    ("sell", {"stop_price": 9, "limit": "8.90"}, (9.5, 9.8, 9.1, 9.2), NOT, None),
    ("sell", {"stop_price": 9, "limit": "8.90"}, (9.5, 9.8, 8.0, 8.1), INSIDE, "9"),
    ("sell", {"stop_price": 9, "limit": "8.90"}, (8.95, 9.8, 8.0, 8.1), AT_OPEN, "8.95"),
    ("sell", {"stop_price": 9, "limit": "8.90"}, (8.5, 8.8, 8.0, 8.1), NOT, None),
    ("sell", {"stop_price": 9, "limit": "8.90"}, (8.5, 8.95, 8.0, 8.1), INSIDE, "8.90"),
    ("sell", {"stop_price": 9, "limit": "9.20"}, (9.5, 9.8, 8.9, 9.1), NOT, None),
    ("sell", {"stop_price": 9, "limit": "9.20"}, (9.5, 9.8, 8.9, 9.2), INSIDE, "9.20"),
]
TRAILING: list[Line] = [
    # sell, 1.00 behind 10.00 of the evening before: stop 9.00
    ("sell", {"trail_price": 1}, (10.0, 10.5, 9.01, 10.2), NOT, None),
    ("sell", {"trail_price": 1}, (10.0, 10.5, 9.00, 10.2), INSIDE, "9.00"),
    ("sell", {"trail_price": 1}, (8.8, 10.5, 8.70, 10.2), AT_OPEN, "8.8"),
    ("sell", {"trail_price": 1}, (10.0, 15.0, 9.50, 9.6), NOT, None),  # this bar's high counts from the next one on
    ("sell", {"trail_percent": 5}, (10.0, 10.5, 9.50, 10.2), INSIDE, "9.50"),
    ("sell", {"trail_percent": 5}, (10.0, 10.5, 9.51, 10.2), NOT, None),
    # buy, 1.00 above 10.00: stop 11.00, collar 11.44
    ("buy", {"trail_price": 1}, (10.0, 10.99, 9.5, 10.2), NOT, None),
    ("buy", {"trail_price": 1}, (10.0, 11.50, 9.5, 10.2), INSIDE, "11.00"),
    ("buy", {"trail_price": 1}, (11.3, 11.50, 11.0, 11.2), AT_OPEN, "11.3"),
    ("buy", {"trail_price": 1}, (12.0, 12.50, 11.6, 11.9), NOT, None),
    ("buy", {"trail_price": 1}, (12.0, 12.50, 11.4, 11.9), INSIDE, "11.44"),
]


@pytest.mark.parametrize(("side", "asked", "bar", "when", "price"), [*STOP, *STOP_LIMIT, *TRAILING])
def test_the_table(side: str, asked: dict[str, Any], bar: Bar, when: str, price: str | None) -> None:
    walk = walk_with(bar)
    assert fill_of(walk, side, asked) == (when, price)


@pytest.mark.parametrize(
    ("side", "asked", "bar", "price"),
    [
        ("buy", {"stop_price": 11}, (10.5, 12.0, 10.0, 11.0), "11.11"),  # 11 x 1.01
        ("buy", {"stop_price": 11}, (11.2, 12.0, 11.0, 11.0), "11.312"),
        ("buy", {"stop_price": 11}, (11.4, 12.0, 11.0, 11.0), "11.44"),  # 11.514 lies beyond the collar
        ("sell", {"stop_price": 9}, (9.5, 9.8, 8.0, 8.1), "8.91"),
        ("sell", {"trail_price": 1}, (9.5, 9.8, 8.0, 8.1), "8.91"),
        ("buy", {"stop_price": 11, "limit": "11.20"}, (10.5, 12.0, 10.0, 11.0), "11"),  # as limit: no slippage
        ("sell", {"stop_price": 9, "limit": "8.90"}, (9.5, 9.8, 8.0, 8.1), "9"),
    ],
)
def test_stops_slip_and_stop_limits_do_not(side: str, asked: dict[str, Any], bar: Bar, price: str) -> None:
    walk = walk_with(bar, exchange=an_exchange(slippage=Bps(BpsParams.model_construct(bps=Decimal(100)))))
    _, found = fill_of(walk, side, asked)
    assert found is not None
    assert Decimal(found) == Decimal(price)


def test_the_collar_is_narrower_from_fifty_dollars_on() -> None:
    bars = [(60.0, 60.0, 60.0, 60.0), (71.0, 71.0, 70.0, 70.5)]
    for stop, limit in ((65, "66.62"), (49, None)):  # 65 x 1.025 = 66.625, down to the cent
        walk = Walk(days({"AAPL": bars}))
        if limit is None:
            walk = Walk(days({"AAPL": [(48.0,) * 4, (51.0, 52.0, 50.9, 51.0)]}))
        walk.pass_rows()
        placed = walk.exchange.submit(order("buy", 1, stop_price=stop, tif="gtc"), moment(walk.panel.row(0).closed_at))
        walk.pass_rows()
        assert now(walk.exchange, placed).status is (OrderStatus.NEW if limit else OrderStatus.FILLED)


def test_a_triggered_stop_limit_is_a_limit_from_then_on() -> None:
    walk = walk_with((10.5, 11.1, 10.4, 10.9), (10.9, 10.95, 10.7, 10.9))
    placed = walk.exchange.submit(
        order("buy", 1, stop_price=11, limit="10.80", tif="gtc"), moment(walk.panel.row(0).closed_at)
    )
    walk.pass_rows()
    assert now(walk.exchange, placed).status is OrderStatus.NEW
    walk.pass_rows()
    assert now(walk.exchange, placed).filled_average_price == Decimal("10.80"), "11.00 was not touched again"


def test_what_takes_the_place_of_a_triggered_order_need_not_be_triggered_again() -> None:
    walk = walk_with((10.5, 11.1, 10.4, 10.9), (10.9, 10.95, 10.7, 10.9))
    evening = moment(walk.panel.row(0).closed_at)
    placed = walk.exchange.submit(order("buy", 1, stop_price=11, limit="10.80", tif="gtc"), evening)
    at = walk.pass_rows()
    walk.exchange.replace(placed.id, at, limit_price=Decimal("10.75"), client_order_id="moved")
    walk.pass_rows()
    moved = walk.exchange.by_client_order_id("moved")
    assert moved is not None
    assert moved.filled_average_price == Decimal("10.75")


def test_a_trailing_buy_over_its_collar_keeps_the_collar_when_it_is_replaced() -> None:
    walk = walk_with((12.0, 12.5, 11.6, 11.9), (12.0, 12.1, 11.5, 12.0), (12.0, 12.0, 11.4, 11.9))
    evening = moment(walk.panel.row(0).closed_at)
    placed = walk.exchange.submit(order("buy", 10, trail_price=1, tif="gtc"), evening)
    at = walk.pass_rows()
    walk.exchange.replace(placed.id, at, quantity=Decimal(20), client_order_id="more")
    walk.pass_rows()
    moved = walk.exchange.by_client_order_id("more")
    assert moved is not None
    assert moved.filled_quantity == 0, "11.50 is beyond 11.44"
    walk.pass_rows()
    moved = walk.exchange.by_client_order_id("more")
    assert moved is not None
    assert moved.filled_average_price == Decimal("11.44")


def test_what_a_triggered_stop_could_not_sell_is_a_market_order() -> None:
    bars = [(9.5, 9.5, 8.9, 9.2, 500.0), (9.7, 9.8, 9.6, 9.7, 5000.0)]
    walk = walk_with(*bars, exchange=an_exchange(max_participation=Decimal("0.1")))
    placed = walk.exchange.submit(order("sell", 100, stop_price=9, tif="gtc"), moment(walk.panel.row(0).closed_at))
    walk.pass_rows()
    assert (now(walk.exchange, placed).filled_quantity, now(walk.exchange, placed).filled_average_price) == (50, 9)
    walk.open()
    assert now(walk.exchange, placed).filled_average_price == Decimal("9.35")  # (50 x 9 + 50 x 9.7) / 100


def test_a_stop_sent_during_a_bar_looks_at_the_price_of_the_moment_only() -> None:
    walk = walk_with((10.0, 12.0, 8.0, 11.0), (11.0, 11.0, 8.9, 10.0))
    walk.open()
    later = moment(walk.panel.row(1).opened_at) + timedelta(hours=1)
    stop = walk.exchange.submit(order("sell", 50, stop_price=9, tif="gtc"), later)
    trail = walk.exchange.submit(order("sell", 50, trail_price=1, tif="gtc"), later)
    walk.close()
    for placed in (stop, trail):
        assert now(walk.exchange, placed).status is OrderStatus.NEW, "8.00 may have been before"
    assert walk.exchange.high_water_mark(trail.id) == 10.0, "so may 12.00"
    walk.pass_rows()
    assert now(walk.exchange, stop).filled_average_price == 9
    assert now(walk.exchange, trail).filled_average_price == 9


def test_a_trailing_stop_follows_the_highs_of_earlier_bars() -> None:
    walk = walk_with((10.0, 12.0, 9.5, 11.8), (11.8, 14.0, 11.1, 13.5), NO_BAR, (13.5, 13.6, 13.0, 13.2))
    placed = walk.exchange.submit(order("sell", 100, trail_price=1, tif="gtc"), moment(walk.panel.row(0).closed_at))
    marks = []
    for _ in range(3):
        walk.pass_rows()
        marks.append(walk.exchange.high_water_mark(placed.id))
    assert marks == [12.0, 14.0, 14.0]  # stops of 11, 13, 13
    walk.pass_rows()
    assert now(walk.exchange, placed).filled_average_price == Decimal("13.00")
    assert walk.exchange.high_water_mark(placed.id) is None, "it is done"


def test_guesses_are_counted() -> None:
    walk = walk_with((9.5, 9.8, 8.0, 8.1))
    walk.exchange.guesses.clear()
    fill_of(walk, "sell", {"stop_price": 9})
    assert walk.exchange.guesses == {"stop_at_stop_price": 1}


def test_a_stop_whose_limit_the_close_came_back_to_counts_as_a_limit() -> None:
    there_and_back: Bar = (10.5, 11.1, 10.4, 10.8)
    walk = walk_with(there_and_back, there_and_back)
    walk.exchange.guesses.clear()
    for _ in range(2):
        assert fill_of(walk, "buy", {"stop_price": 11, "limit": "10.80"}) == (INSIDE, "10.80")
    assert walk.exchange.guesses == {"limit_at_limit_price": 2}


def test_each_market_order_at_a_published_price_counts() -> None:
    walk = walk_with(QUIET, QUIET)
    walk.exchange.guesses.clear()
    for side in ("buy", "sell"):
        fill_of(walk, side, {})
    assert walk.exchange.guesses == {"market_at_published_price": 2}


@pytest.mark.parametrize(("tif", "asked"), [("ioc", {}), ("fok", {"limit": 12})])
def test_an_order_for_a_moment_waits_for_its_first_bar(tif: str, asked: dict[str, Any]) -> None:
    walk = walk_with(NO_BAR, (11.0, 13.0, 9.0, 12.0))
    placed = walk.exchange.submit(order("buy", 1, tif=tif, **asked), moment(walk.panel.row(0).closed_at))
    walk.open()
    assert now(walk.exchange, placed).status is OrderStatus.NEW


@pytest.mark.parametrize("trail", ["trail_price", "trail_percent"])
def test_a_trail_that_is_replaced_stays_one_of_its_kind(trail: str) -> None:
    walk = Walk(days({"AAPL": [(10.0, 10.5, 9.9, 10.0)] * 2}))
    at = walk.open() + timedelta(hours=1)
    placed = walk.exchange.submit(order("buy", 1, tif="gtc", **{trail: 1}), at)
    new = walk.exchange.replace(placed.id, at, trail=Decimal(2), client_order_id="further")
    other = {"trail_price": "trail_percent", "trail_percent": "trail_price"}[trail]
    assert (getattr(new.request, trail), getattr(new.request, other)) == (2, None)
