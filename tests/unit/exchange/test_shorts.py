"""Short sales, margin and buying power, by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from botspec.domain.events import CashKind
from botspec.domain.orders import OrderStatus
from botspec.exchange import margin
from botspec.exchange.refusal import Refusal
from botspec.market.moments import moment
from botspec.market.panel import ActionKind, CorporateAction
from tests.fakes.market import Bar, Walk, an_exchange, days, order

QUIET: Bar = (10.0, 10.0, 10.0, 10.0)


def in_session(*bars: Bar, cash: int = 10_000, **given: object) -> Walk:
    """The second day's bar is under way."""
    walk = Walk(
        days({"AAPL": [QUIET, *bars], "IBM": [QUIET] * (1 + len(bars))}), an_exchange(cash=Decimal(cash), **given)
    )
    walk.pass_rows()
    walk.open()
    return walk


def at(walk: Walk) -> datetime:
    return moment(walk.panel.row(walk.row).opened_at)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def test_a_short_sale_and_its_cover() -> None:
    walk = in_session(QUIET, (12.0, 12.0, 8.0, 8.0))
    exchange = walk.exchange
    sold = exchange.submit(order("sell", 100), at(walk))
    assert exchange.opens(sold.id)
    held = exchange.positions["AAPL"]
    assert (held.quantity, held.average_price) == (-100, 10)
    assert (exchange.cash, exchange.equity()) == (11_000, 10_000)
    walk.close()
    walk.open()
    assert (exchange.market_value(), exchange.equity()) == (-1200, 9800)
    cover = exchange.submit(order("buy", 40), at(walk))
    assert not exchange.opens(cover.id)
    assert exchange.positions["AAPL"] == type(held)("AAPL", Decimal(-60), Decimal(10)), "a cover leaves the average"
    walk.close()
    assert exchange.equity() == 11_000 - 40 * 12 - 60 * 8


def test_adding_to_a_short_averages_its_price() -> None:
    walk = in_session(QUIET, (12.0, 12.0, 12.0, 12.0))
    walk.exchange.submit(order("sell", 100), at(walk))
    walk.close()
    walk.open()
    walk.exchange.submit(order("sell", 50), at(walk))
    held = walk.exchange.positions["AAPL"]
    assert (held.quantity, held.average_price) == (-150, (Decimal(1000) + 600) / 150)


def test_one_order_never_turns_a_position_round() -> None:
    walk = in_session(QUIET, QUIET)
    walk.exchange.submit(order("sell", 100), at(walk))
    refusal = refused(lambda: walk.exchange.submit(order("buy", 101), at(walk)))
    assert refusal.message == "insufficient qty available for order (requested: 101, available: 100)"
    walk.exchange.submit(order("buy", 60, limit=9), at(walk))
    assert walk.exchange.reserved("AAPL") == 60
    refusal = refused(lambda: walk.exchange.submit(order("buy", 41, limit=9), at(walk)))
    assert refusal.body()["held_for_orders"] == "60"
    walk.exchange.submit(order("buy", 40), at(walk))
    assert walk.exchange.positions["AAPL"].quantity == -60


def test_two_working_orders_may_cross_zero() -> None:
    walk = in_session((10.0, 11.0, 9.0, 9.5))
    exchange = walk.exchange
    exchange.submit(order("buy", 100, limit=9), at(walk))
    exchange.submit(order("sell", 40, limit=11), at(walk))
    walk.close()
    held = exchange.positions["AAPL"]
    assert (held.quantity, held.average_price) == (60, 9), "the short is closed, the rest opened at its price"
    assert exchange.cash == 10_000 - 900 + 440


def test_who_may_short() -> None:
    assert refused_short(in_session(QUIET, cash=1999)) == (403, "account is not allowed to short")
    assert refused_short(in_session(QUIET, multiplier=1)) == (403, "account is not allowed to short")
    assert refused_short(in_session(QUIET, shorting=False)) == (403, "account is not allowed to short")
    assert refused_short(in_session(QUIET), "0.5") == (422, "fractional orders cannot be sold short")
    assert in_session(QUIET, cash=2000).exchange.may_short


def refused_short(walk: Walk, quantity: object = 1) -> tuple[int, str]:
    refusal = refused(lambda: walk.exchange.submit(order("sell", quantity), at(walk)))
    return refusal.http_status, refusal.message


def test_a_short_sale_is_valued_at_its_limit_or_a_little_above_the_ask() -> None:
    walk = in_session(QUIET, QUIET)
    exchange = walk.exchange
    assert exchange.buying_power() == 20_000
    exchange.submit(order("sell", 100, limit=15, tif="gtc"), at(walk))
    assert exchange.buying_power() == 20_000 - 1500
    low = exchange.submit(order("sell", 100, limit="10.10", tif="gtc"), at(walk))
    assert exchange.buying_power() == 20_000 - 1500 - 1030  # 1.03 x 10 is more than the limit
    exchange.cancel(low.id, at(walk))
    refusal = refused(lambda: exchange.submit(order("sell", 1797), at(walk)))
    assert refusal.body() == {
        "code": 40310000,
        "message": "insufficient buying power",
        "buying_power": "18500",
        "cost_basis": "18509.1",
    }
    exchange.submit(order("sell", 1796), at(walk))


def test_proceeds_of_a_short_sale_buy_nothing() -> None:
    walk = in_session(QUIET, QUIET)
    exchange = walk.exchange
    exchange.submit(order("sell", 1000), at(walk))
    assert (exchange.cash, exchange.buying_power()) == (20_000, 10_000)
    assert exchange.buying_power(margin=False) == 0
    assert refused(lambda: exchange.submit(order("buy", 1001, "IBM"), at(walk))).message == "insufficient buying power"
    exchange.submit(order("buy", 1000, "IBM"), at(walk))
    assert exchange.buying_power() == 0
    exchange.submit(order("buy", 1000), at(walk))  # a cover needs none
    assert exchange.buying_power() == 10_000


def test_exits_tie_up_nothing_and_give_back_when_they_are_filled() -> None:
    walk = in_session((10.0, 12.0, 10.0, 12.0), QUIET)
    exchange = walk.exchange
    exchange.submit(order("buy", 500), at(walk))
    assert exchange.buying_power() == 15_000
    exchange.submit(order("sell", 500, limit=11), at(walk))
    assert exchange.buying_power() == 15_000
    walk.close()
    assert exchange.buying_power() == 2 * 10_500


@pytest.mark.parametrize(
    ("cash", "multiplier", "power"), [(10_000, 1, 10_000), (10_000, 2, 20_000), (10_000, 4, 40_000), (1999, 4, 1999)]
)
def test_what_margin_lends(cash: int, multiplier: int, power: int) -> None:
    assert in_session(QUIET, cash=cash, multiplier=multiplier).exchange.buying_power() == power


def test_a_buy_stop_is_taken_at_its_collar() -> None:
    walk = in_session(QUIET, cash=1000)
    exchange = walk.exchange
    assert refused(lambda: exchange.submit(order("buy", 90, stop_price=11), at(walk))).body()["cost_basis"] == "1029.6"
    exchange.submit(order("buy", 80, stop_price=11, tif="gtc"), at(walk))
    assert exchange.buying_power() == 1000 - 80 * Decimal("11.44")


@pytest.mark.parametrize(
    ("quantity", "price", "needed"),
    [
        (100, "10", "300.0"),
        (100, "2.50", "75.000"),
        (100, "2.49", "249.00"),  # cheap shares are not lent on
        (-100, "20", "600.0"),  # 30 %
        (-100, "10", "500"),  # but at least 5 USD a share
        (-100, "5", "500"),
        (-100, "4.99", "499.00"),  # the whole value
        (-100, "1", "250.00"),  # but at least 2.50 USD a share
    ],
)
def test_maintenance(quantity: int, price: str, needed: str) -> None:
    assert margin.maintenance([("AAPL", Decimal(quantity), Decimal(price))]) == Decimal(needed)


def test_dividends_are_paid_by_the_short() -> None:
    paid = CorporateAction("AAPL", date(2010, 1, 6), ActionKind.CASH_DIVIDEND, Decimal("0.333"))
    walk = Walk(days({"AAPL": [QUIET] * 3}, actions=[paid]))
    walk.pass_rows()
    walk.exchange.submit(order("sell", 7), walk.open())
    walk.close()
    before = walk.exchange.cash
    walk.open()
    (moved,) = walk.exchange.cash_moves
    assert (moved.kind, moved.amount) == (CashKind.DIVIDEND, Decimal("-2.34")), "rounded against the account"
    assert walk.exchange.cash == before - Decimal("2.34")


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"side": "buy", "stop_price": 11}, {"side": "sell", "limit": 12}, "opposite side market/stop order exists"),
        ({"side": "buy", "limit": 9}, {"side": "sell", "stop_price": "8.50"}, "opposite side market/stop order exists"),
        (
            {"side": "buy", "limit": 9},
            {"side": "sell", "stop_price": "9.50", "limit": 9},
            "opposite side limit order exists",
        ),
        ({"side": "buy", "limit": 9}, {"side": "sell", "stop_price": "9.50", "limit": "9.10"}, None),
        ({"side": "buy", "limit": 9}, {"side": "sell", "trail_price": 1}, None),
        ({"side": "buy", "trail_price": 1}, {"side": "sell"}, None),
        ({"side": "buy", "limit": 9}, {"side": "sell", "limit": 9, "order_class": "oto", "loss": 12}, None),
        ({"side": "buy", "limit": 9, "order_class": "bracket", "take_profit": 11, "loss": 8}, {"side": "sell"}, None),
    ],
)
def test_wash_trades(first: dict[str, object], second: dict[str, object], reason: str | None) -> None:
    walk = in_session(QUIET)
    one, other = dict(first), dict(second)
    walk.exchange.submit(order(str(one.pop("side")), 10, **one), at(walk))
    request = order(str(other.pop("side")), 10, **other)
    if reason is None:
        assert walk.exchange.submit(request, at(walk)).status is OrderStatus.NEW
    else:
        assert refused(lambda: walk.exchange.submit(request, at(walk))).body()["reject_reason"] == reason
