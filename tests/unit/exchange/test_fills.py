"""Each row of the fill table, on bars worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.domain.events import OrderUpdated
from botspec.domain.orders import Order, OrderStatus
from botspec.exchange.exchange import Exchange
from botspec.exchange.slippage.bps import Bps, BpsParams
from botspec.market.moments import moment
from botspec.market.panel import Panel
from tests.fakes.market import NO_BAR, Bar, Walk, an_exchange, days, minutes, order

QUIET: Bar = (10.0, 10.0, 10.0, 10.0)
WIDE: Bar = (11.0, 13.0, 9.0, 12.0)


def filled(exchange: Exchange, placed: Order) -> Order:
    found = exchange.order(placed.id)
    assert found is not None
    return found


def after_one_quiet_day(*bars: Bar) -> tuple[Walk, Panel]:
    panel = days({"AAPL": [QUIET, *bars]})
    walk = Walk(panel)
    walk.pass_rows()
    return walk, panel


def holding(quantity: int, *bars: Bar, exchange: Exchange | None = None) -> Walk:
    """The shares are bought at 10 on the first day."""
    walk = Walk(days({"AAPL": [QUIET, *bars]}), exchange)
    opened_at = walk.open()
    walk.exchange.submit(order("buy", quantity), opened_at)
    walk.close()
    walk.exchange.drain()
    return walk


def test_a_market_order_fills_at_the_next_open() -> None:
    walk, _ = after_one_quiet_day(WIDE)
    closed_at = walk.panel.row(0).closed_at
    placed = walk.exchange.submit(order("buy", 100), moment(closed_at))
    assert placed.status is OrderStatus.ACCEPTED
    opened_at = walk.open()
    done = filled(walk.exchange, placed)
    assert (done.status, done.filled_quantity, done.filled_average_price) == (OrderStatus.FILLED, 100, Decimal("11.0"))
    assert done.filled_at == done.updated_at == opened_at
    assert walk.exchange.cash == Decimal(98_900)


def test_a_market_order_sent_at_the_open_fills_at_that_open() -> None:
    walk, _ = after_one_quiet_day(WIDE)
    opened_at = walk.open()
    placed = walk.exchange.submit(order("buy", 1), opened_at)
    assert placed.status is OrderStatus.NEW
    assert placed.filled_quantity == 0, "the answer shows the order before its fill"
    assert filled(walk.exchange, placed).filled_at == opened_at


@pytest.mark.parametrize(
    ("side", "limit", "price", "inside"),
    [
        ("buy", 12, "11.0", False),  # the open is better than the limit
        ("buy", 11, "11.0", False),
        ("buy", 10, "10", True),  # touched on the way down to 9
        ("buy", 9, "9", True),
        ("buy", "8.99", None, None),
        ("sell", 10, "11.0", False),
        ("sell", 11, "11.0", False),
        ("sell", 12, "12", True),
        ("sell", 13, "13", True),
        ("sell", "13.01", None, None),
    ],
)
def test_a_limit_fills_at_the_better_of_open_and_limit(
    side: str, limit: object, price: str | None, *, inside: bool | None
) -> None:
    walk = holding(50, WIDE)
    placed = walk.exchange.submit(order(side, 50, limit=limit), moment(walk.panel.row(0).closed_at))
    opened_at = walk.open()
    closed_at = walk.close()
    done = filled(walk.exchange, placed)
    if price is None:
        assert (done.status, done.filled_average_price) == (OrderStatus.EXPIRED, None)
        return
    assert (done.status, done.filled_average_price) == (OrderStatus.FILLED, Decimal(price))
    assert done.filled_at == (closed_at if inside else opened_at)
    assert walk.exchange.guesses["limit_at_limit_price"] == (1 if inside else 0)


def test_an_order_sent_at_the_opening_moment_sees_the_whole_bar() -> None:
    walk, _ = after_one_quiet_day(WIDE)
    opened_at = walk.open()
    placed = walk.exchange.submit(order("buy", 1, limit="9.50"), opened_at)
    walk.close()
    assert filled(walk.exchange, placed).filled_average_price == Decimal("9.50")


def test_an_order_sent_during_a_bar_does_not_see_its_reach() -> None:
    walk, _ = after_one_quiet_day(WIDE, WIDE)
    later = walk.open() + timedelta(hours=1)
    low = walk.exchange.submit(order("buy", 1, limit="9.50", tif="gtc"), later)
    marketable = walk.exchange.submit(order("buy", 1, limit=12), later)
    market = walk.exchange.submit(order("buy", 1), later)
    for placed in (marketable, market):
        assert (filled(walk.exchange, placed).filled_average_price, filled(walk.exchange, placed).filled_at) == (
            Decimal("11.0"),
            later,
        )
    walk.close()
    assert filled(walk.exchange, low).status is OrderStatus.NEW
    walk.pass_rows()
    assert filled(walk.exchange, low).filled_average_price == Decimal("9.50")


def test_an_order_between_two_bars_waits_for_the_next() -> None:
    walk = Walk(minutes({"AAPL": [QUIET, (10.5, 10.6, 10.4, 10.5)]}))
    walk.open()
    walk.exchange.close_bar(walk.panel.row(0))
    placed = walk.exchange.submit(order("buy", 1), moment(walk.panel.row(0).closed_at))
    assert placed.status is OrderStatus.NEW
    assert filled(walk.exchange, placed).filled_quantity == 0
    walk.open()
    assert filled(walk.exchange, placed).filled_average_price == Decimal("10.5")


def test_a_missing_bar_fills_nothing() -> None:
    walk, _ = after_one_quiet_day(NO_BAR, WIDE)
    placed = walk.exchange.submit(order("buy", 1, tif="gtc"), moment(walk.panel.row(0).closed_at))
    walk.pass_rows()
    assert filled(walk.exchange, placed).status is OrderStatus.NEW
    assert walk.exchange.last_price("AAPL") == Decimal("10.0"), "the last known price stays"
    walk.open()
    assert filled(walk.exchange, placed).filled_average_price == Decimal("11.0")


def test_slippage_is_against_the_order_and_rounded_against_it() -> None:
    bps = Bps(BpsParams.model_construct(bps=Decimal(5)))
    walk = holding(10, (10.01, 10.5, 9.5, 10.2), exchange=an_exchange(slippage=bps))
    assert walk.exchange.positions["AAPL"].average_price == Decimal("10.0050")
    opened_at = walk.open()
    bought = walk.exchange.submit(order("buy", 10), opened_at)
    assert filled(walk.exchange, bought).filled_average_price == Decimal("10.0151")  # 10.015005 up
    sold = walk.exchange.submit(order("sell", 20), opened_at)
    assert filled(walk.exchange, sold).filled_average_price == Decimal("10.0049")  # 10.004995 down
    limit = walk.exchange.submit(order("buy", 1, limit=11), opened_at)
    assert filled(walk.exchange, limit).filled_average_price == Decimal("10.01"), "limits do not slip"


def test_a_fill_takes_its_share_of_the_volume_and_the_rest_works_on() -> None:
    bars = [QUIET, (11.0, 11.0, 11.0, 11.0, 1000.0), (12.0, 12.0, 12.0, 12.0, 555.0), WIDE]
    walk = Walk(days({"AAPL": bars}), an_exchange(max_participation=Decimal("0.1")))
    walk.pass_rows()
    placed = walk.exchange.submit(order("buy", 200, tif="gtc"), moment(walk.panel.row(0).closed_at))
    walk.pass_rows()
    assert (filled(walk.exchange, placed).status, filled(walk.exchange, placed).filled_quantity) == (
        OrderStatus.PARTIALLY_FILLED,
        100,
    )
    assert filled(walk.exchange, placed).filled_at is None
    walk.pass_rows()
    part = filled(walk.exchange, placed)
    assert part.filled_quantity == 155
    assert part.filled_average_price == Decimal("11.3548387097")  # (100 x 11 + 55 x 12) / 155
    walk.open()
    assert filled(walk.exchange, placed).status is OrderStatus.FILLED


def test_the_share_of_a_bar_is_shared_by_all_orders_and_both_its_ends() -> None:
    walk = Walk(days({"AAPL": [QUIET, (11.0, 11.0, 9.0, 11.0, 1000.0)]}), an_exchange(max_participation=Decimal("0.1")))
    walk.pass_rows()
    at = moment(walk.panel.row(0).closed_at)
    first = walk.exchange.submit(order("buy", 60), at)
    second = walk.exchange.submit(order("buy", 60), at)
    third = walk.exchange.submit(order("buy", 60, limit=10), at)
    walk.pass_rows()
    assert [filled(walk.exchange, placed).filled_quantity for placed in (first, second, third)] == [60, 40, 0]
    assert filled(walk.exchange, second).status is OrderStatus.EXPIRED


def test_day_orders_expire_with_their_session_and_gtc_orders_after_ninety_days() -> None:
    walk = Walk(days({"AAPL": [QUIET] * 70}))
    opened_at = walk.open()
    day = walk.exchange.submit(order("buy", 1, limit=5), opened_at)
    gtc = walk.exchange.submit(order("buy", 1, limit=5, tif="gtc"), opened_at)
    closed_at = walk.close()
    assert (filled(walk.exchange, day).status, filled(walk.exchange, day).updated_at) == (
        OrderStatus.EXPIRED,
        closed_at,
    )
    tomorrow = walk.exchange.submit(order("buy", 1, limit=5), closed_at)
    walk.open()
    assert filled(walk.exchange, tomorrow).status is OrderStatus.NEW
    walk.close()
    assert filled(walk.exchange, tomorrow).status is OrderStatus.EXPIRED
    while walk.row < 69:
        walk.pass_rows()
    ended = filled(walk.exchange, gtc)
    assert ended.status is OrderStatus.CANCELED
    assert timedelta(days=90) <= ended.updated_at - opened_at < timedelta(days=93)


@pytest.mark.parametrize(
    ("tif", "limit", "status", "price"),
    [
        ("opg", None, OrderStatus.FILLED, "11.0"),
        ("opg", 10, OrderStatus.EXPIRED, None),
        ("cls", None, OrderStatus.FILLED, "12.0"),
        ("cls", "11.50", OrderStatus.EXPIRED, None),
        ("ioc", None, OrderStatus.FILLED, "11.0"),
        ("ioc", 10, OrderStatus.CANCELED, None),
        ("fok", 10, OrderStatus.CANCELED, None),
    ],
)
def test_orders_that_live_for_onemoment(tif: str, limit: object, status: OrderStatus, price: str | None) -> None:
    walk, _ = after_one_quiet_day(WIDE)
    evening = moment(walk.panel.row(0).closed_at) + timedelta(hours=4)
    placed = walk.exchange.submit(order("buy", 10, limit=limit, tif=tif), evening)
    walk.pass_rows()
    done = filled(walk.exchange, placed)
    assert (done.status, done.filled_average_price) == (status, None if price is None else Decimal(price))


def test_an_opening_order_never_waits_for_a_later_bar() -> None:
    walk = Walk(minutes({"AAPL": [NO_BAR, QUIET], "IBM": [QUIET, QUIET]}))
    walk.exchange.skip(days({"AAPL": [QUIET], "IBM": [QUIET]}, first=date(2009, 12, 31)), 1)
    placed = walk.exchange.submit(order("buy", 10, tif="opg"), datetime(2010, 1, 4, 14, 0, tzinfo=UTC))
    walk.pass_rows(2)
    assert (filled(walk.exchange, placed).status, filled(walk.exchange, placed).filled_quantity) == (
        OrderStatus.EXPIRED,
        0,
    )


def test_fill_or_kill_is_all_or_nothing() -> None:
    walk = Walk(
        days({"AAPL": [QUIET, (11.0, 11.0, 11.0, 11.0, 1000.0)]}), an_exchange(max_participation=Decimal("0.1"))
    )
    walk.pass_rows()
    opened_at = walk.open()
    all_or_nothing = walk.exchange.submit(order("buy", 101, tif="fok"), opened_at)
    some = walk.exchange.submit(order("buy", 101, tif="ioc"), opened_at)
    assert (filled(walk.exchange, all_or_nothing).status, filled(walk.exchange, all_or_nothing).filled_quantity) == (
        OrderStatus.CANCELED,
        0,
    )
    assert (filled(walk.exchange, some).status, filled(walk.exchange, some).filled_quantity) == (
        OrderStatus.CANCELED,
        100,
    )


def test_the_average_price_of_a_position_is_what_was_paid() -> None:
    walk = holding(30, WIDE, QUIET)
    opened_at = walk.open()
    walk.exchange.submit(order("buy", 10), opened_at)
    walk.exchange.submit(order("sell", 20), opened_at + timedelta(hours=1))
    held = walk.exchange.positions["AAPL"]
    assert (held.quantity, held.average_price) == (20, Decimal("10.25"))  # (30 x 10 + 10 x 11) / 40
    assert walk.exchange.equity() == walk.exchange.cash + 20 * 11


def test_news_is_the_newest_state_once_in_a_fixed_order() -> None:
    walk, _ = after_one_quiet_day(WIDE)
    at = moment(walk.panel.row(0).closed_at)
    expires = walk.exchange.submit(order("buy", 1, limit=5), at)
    fills = walk.exchange.submit(order("buy", 1, limit="9.50"), at)
    assert walk.exchange.drain() == (), "the answer of a submit is not news"
    walk.pass_rows()
    told = [event.order for event in walk.exchange.drain() if isinstance(event, OrderUpdated)]
    assert [(news.id, news.status) for news in told] == [
        (expires.id, OrderStatus.EXPIRED),
        (fills.id, OrderStatus.FILLED),
    ]
    assert walk.exchange.drain() == ()
