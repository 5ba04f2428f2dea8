"""Parts of a share and orders in USD: one session, simple, never short."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.orders import Order, OrderStatus
from botspec.exchange.exchange import Exchange
from botspec.exchange.refusal import Refusal
from botspec.market.moments import moment
from tests.fakes.market import Bar, Walk, an_exchange, days, order

QUIET: Bar = (10.0, 10.0, 10.0, 10.0)


def evening(*bars: Bar, held: object = 0, **given: Any) -> Walk:
    """The first day is over at 10."""
    walk = Walk(days({"AAPL": [QUIET, *bars]}), an_exchange(**given))
    opened_at = walk.open()
    if held:
        walk.exchange.submit(order("buy", held), opened_at)
    walk.close()
    return walk


def send(walk: Walk, side: str, quantity: object = 0, **asked: Any) -> Order:
    return walk.exchange.submit(order(side, quantity, **asked), moment(walk.panel.row(walk.row).closed_at))


def now(exchange: Exchange, placed: Order) -> Order:
    found = exchange.order(placed.id)
    assert found is not None
    return found


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.message


def test_dollars_become_shares_at_the_price_of_the_fill() -> None:
    walk = evening((7.0, 7.0, 7.0, 7.0))
    placed = send(walk, "buy", notional=100)
    assert (placed.request.quantity, placed.request.notional, placed.filled_quantity) == (0, 100, 0)
    walk.open()
    done = now(walk.exchange, placed)
    assert done.status is OrderStatus.FILLED
    assert done.filled_quantity == Decimal("14.285714285"), "nine decimals, down: never more than was asked"
    assert done.request.quantity == 0
    assert walk.exchange.cash == 100_000 - Decimal("14.285714285") * 7


def test_dollars_at_a_limit_and_at_a_stop() -> None:
    walk = evening((10.0, 11.0, 8.0, 9.0))
    limit = send(walk, "buy", notional=90, limit=9)
    stop = send(walk, "buy", notional=110, stop_price=11, symbol="AAPL")
    walk.pass_rows()
    assert (now(walk.exchange, limit).filled_quantity, now(walk.exchange, limit).filled_average_price) == (10, 9)
    assert (now(walk.exchange, stop).filled_quantity, now(walk.exchange, stop).filled_average_price) == (10, 11)


def test_selling_dollars_never_sells_more_than_is_held() -> None:
    walk = evening((8.0, 8.0, 8.0, 8.0), held=10)
    assert "available: 10" in refused(lambda: send(walk, "sell", notional="100.01"))
    placed = send(walk, "sell", notional=90)
    assert walk.exchange.reserved("AAPL") == 9
    walk.open()
    assert now(walk.exchange, placed).filled_quantity == 10, "90 USD are 11.25 shares by now"
    assert walk.exchange.positions == {}


def test_dollars_tie_up_what_they_say() -> None:
    walk = evening(QUIET, cash=Decimal(1000))
    send(walk, "buy", notional=600)
    assert walk.exchange.buying_power() == 400
    assert refused(lambda: send(walk, "buy", notional="400.01")) == "insufficient buying power"


def test_what_was_sized_once_keeps_its_shares() -> None:
    bars = [(8.0, 8.0, 8.0, 8.0, 40.0), (5.0, 5.0, 5.0, 5.0, 1e6)]
    walk = evening(*bars, max_participation=Decimal("0.1"))
    placed = send(walk, "buy", notional=80)
    walk.open()
    assert (now(walk.exchange, placed).status, now(walk.exchange, placed).filled_quantity) == (
        OrderStatus.PARTIALLY_FILLED,
        4,
    )
    assert walk.exchange.buying_power() == 2 * 100_000 - 32 - 6 * 8
    walk.close()
    assert now(walk.exchange, placed).status is OrderStatus.EXPIRED


@pytest.mark.parametrize(
    ("side", "asked", "message"),
    [
        ("buy", {"notional": "0.99"}, "notional must be >= 1.00"),
        ("buy", {"notional": "NaN"}, "notional must be >= 1.00"),
        ("buy", {"notional": "5.0000000001"}, "notional must have no more than 9 decimal places"),
        ("buy", {"notional": 5, "quantity": 1}, "only one of qty or notional is accepted"),
        ("buy", {"notional": 5, "tif": "gtc"}, "fractional orders must be DAY orders"),
        ("buy", {"notional": 5, "tif": "opg"}, "fractional orders must be DAY orders"),
        ("sell", {"notional": 5}, "fractional orders cannot be sold short"),
        ("buy", {"quantity": "1.5", "tif": "ioc"}, "fractional orders must be DAY orders"),
        ("buy", {"quantity": "1.5", "trail_price": 1}, "fractional orders cannot be trailing_stop orders"),
        ("buy", {"notional": 5, "order_class": "oto", "loss": 9}, "fractional orders must be simple orders"),
    ],
)
def test_what_is_refused(side: str, asked: dict[str, Any], message: str) -> None:
    walk = evening(QUIET)
    asked = dict(asked)
    assert refused(lambda: send(walk, side, asked.pop("quantity", 0), **asked)) == message


def test_the_smallest_dollars_and_the_smallest_part_are_taken() -> None:
    walk = evening(QUIET)
    for asked in ({"notional": 1}, {"quantity": "0.000000001"}):
        send(walk, "buy", asked.pop("quantity", 0), **asked)
    walk.open()
    assert walk.exchange.positions["AAPL"].quantity == Decimal("0.100000001")


def test_an_order_in_dollars_cannot_be_replaced() -> None:
    walk = evening((10.0, 10.0, 10.0, 10.0))
    placed = send(walk, "buy", notional=100, limit=9)
    at = walk.open()
    assert refused(lambda: walk.exchange.replace(placed.id, at, limit_price=Decimal(8))) == (
        "notional orders cannot be replaced"
    )
