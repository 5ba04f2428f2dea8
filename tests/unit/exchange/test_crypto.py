"""Coins: fees in what is received, cash only, always open."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.assets import Steps
from botspec.domain.events import CashKind, SharesKind
from botspec.domain.orders import OrderStatus
from botspec.exchange.admission import check_steps
from botspec.exchange.fees.alpaca import Alpaca
from botspec.exchange.refusal import Refusal
from botspec.market.moments import moment
from tests.fakes.market import Bar, Walk, an_exchange, days, order

BTC = "BTC/USD"
QUIET: Bar = (100.0, 100.0, 100.0, 100.0)


def a_day_later(*bars: Bar, held: str | None = None, **given: Any) -> Walk:
    """The first day is over at 100."""
    walk = Walk(
        days({BTC: [QUIET, *bars], "AAPL": [QUIET] * (1 + len(bars))}), an_exchange(**{"fees": Alpaca(), **given})
    )
    opened_at = walk.open()
    if held:
        walk.exchange.submit(order("buy", held, BTC, tif="gtc"), opened_at)
    walk.close()
    return walk


def send(walk: Walk, side: str, quantity: object, **asked: Any) -> Any:
    at = moment(walk.panel.row(walk.row).closed_at)
    return walk.exchange.submit(order(side, quantity, BTC, **{"tif": "gtc", **asked}), at)


def refused(act: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.http_status, caught.value.message


def test_a_buy_pays_its_fee_in_coins() -> None:
    walk = a_day_later(QUIET)
    placed = send(walk, "buy", 1)
    assert placed.status is OrderStatus.NEW, "the market is always open"
    walk.open()
    done = walk.exchange.order(placed.id)
    assert done is not None
    assert done.filled_quantity == 1, "the order is filled whole"
    held = walk.exchange.positions[BTC]
    assert (held.quantity, held.average_price) == (Decimal("0.9975"), 100)
    assert walk.exchange.cash == 100_000 - 100
    (moved,) = walk.exchange.share_moves
    assert (moved.kind, moved.quantity, moved.after) == (SharesKind.FEE, Decimal("-0.0025"), Decimal("0.9975"))
    assert not walk.exchange.has_pending_fees


def test_a_sell_pays_its_fee_in_dollars_at_the_end_of_the_day() -> None:
    walk = a_day_later(QUIET, held="2")
    before = walk.exchange.cash
    send(walk, "sell", 1)
    walk.open()
    assert walk.exchange.pending_fees == Decimal("0.25")
    walk.close()
    (moved,) = walk.exchange.cash_moves
    assert (moved.kind, moved.amount) == (CashKind.FEE, Decimal("-0.25"))
    assert walk.exchange.cash == before + 100 - Decimal("0.25")


@pytest.mark.parametrize(
    ("asked", "bar", "kept"),
    [
        ({"limit": 90}, (100.0, 100.0, 90.0, 95.0), "0.0015"),  # it rested: maker
        ({"limit": 110}, (100.0, 100.0, 90.0, 95.0), "0.0025"),  # it met the market: taker
        ({}, (100.0, 100.0, 90.0, 95.0), "0.0025"),
    ],
)
def test_who_waits_pays_less(asked: dict[str, Any], bar: Bar, kept: str) -> None:
    walk = a_day_later(bar)
    send(walk, "buy", 1, **asked)
    walk.pass_rows()
    assert walk.exchange.positions[BTC].quantity == 1 - Decimal(kept)


def test_a_limit_that_waited_over_a_bar_is_a_maker() -> None:
    walk = a_day_later(QUIET, (80.0, 80.0, 80.0, 80.0))
    send(walk, "buy", 1, limit=90)
    walk.pass_rows()
    walk.open()
    assert walk.exchange.positions[BTC].quantity == 1 - Decimal("0.0015")


def test_without_fees_nothing_is_kept() -> None:
    from botspec.exchange.fees.none import NoFees

    walk = a_day_later(QUIET, fees=NoFees())
    send(walk, "buy", 1)
    walk.open()
    assert walk.exchange.positions[BTC].quantity == 1
    assert walk.exchange.share_moves == []


def test_the_fee_is_rounded_up_to_the_finest_part() -> None:
    walk = a_day_later(QUIET)
    send(walk, "buy", "0.100000001")
    walk.open()
    assert walk.exchange.positions[BTC].quantity == Decimal("0.100000001") - Decimal("0.000250001")


def test_only_what_is_left_can_be_sold() -> None:
    walk = a_day_later(QUIET, held="1")
    assert refused(lambda: send(walk, "sell", 1)) == (
        403,
        "insufficient balance for BTC (requested: 1, available: 0.9975)",
    )
    send(walk, "sell", "0.9975")
    walk.open()
    assert walk.exchange.positions == {}


@pytest.mark.parametrize(
    ("side", "quantity", "asked", "status", "message"),
    [
        ("buy", 1, {"tif": "day"}, 422, "invalid time_in_force"),
        ("buy", 1, {"stop_price": 110}, 422, "invalid order type for crypto order"),
        ("buy", 1, {"trail_price": 1}, 422, "invalid order type for crypto order"),
        (
            "buy",
            1,
            {"order_class": "oco", "limit": 90, "loss": 120},
            422,
            "crypto orders not allowed for advanced order_class: oco",
        ),
        ("sell", 1, {}, 403, "insufficient balance for BTC (requested: 1, available: 0)"),
        ("buy", "0.09", {}, 403, "cost basis must be >= minimal amount of order 10"),
        ("buy", 2001, {}, 403, "cost basis must be <= maximal amount of order 200000"),
        ("buy", 1001, {}, 403, "insufficient buying power"),  # no margin
    ],
)
def test_what_is_refused(side: str, quantity: object, asked: dict[str, Any], status: int, message: str) -> None:
    walk = a_day_later(QUIET)
    assert refused(lambda: send(walk, side, quantity, **asked)) == (status, message)


def test_stop_limits_dollars_and_ioc_are_taken() -> None:
    walk = a_day_later((100.0, 112.0, 99.0, 105.0))
    send(walk, "buy", 1, stop_price=110, limit="110.12345", tif="gtc")
    send(walk, "buy", 0, notional=50, tif="gtc")
    send(walk, "buy", 1, limit=90, tif="ioc")
    walk.pass_rows()
    assert walk.exchange.positions[BTC].quantity == Decimal("1.5") * (1 - Decimal("0.0025"))
    assert [found.status for found in walk.exchange.orders()] == [
        OrderStatus.FILLED,
        OrderStatus.FILLED,
        OrderStatus.CANCELED,
    ]


def test_coins_are_not_lent_on() -> None:
    walk = a_day_later(QUIET, held="100", cash=Decimal(20_000), fees=Alpaca())
    worth = walk.exchange.worth()
    assert (worth.coins, worth.long) == (Decimal("99.75") * 100, 0)
    assert walk.exchange.buying_power() == 2 * (worth.equity - worth.coins)
    assert walk.exchange.maintenance() == worth.coins


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"quantity": "0.5"}, None),  # no less than the least
        ({"quantity": "0.48"}, "qty must be >= minimal qty of order 0.5"),
        ({"quantity": "0.51"}, "qty 0.51 must be a multiple of min_trade_increment 0.02"),
        ({"quantity": "0.52"}, None),
        ({"quantity": "0", "notional": "10"}, None),  # coins are the broker's business
        ({"quantity": "0.52", "limit": "100.5"}, None),
        ({"quantity": "0.52", "limit": "100.3"}, "limit_price 100.3 must be a multiple of price_increment 0.5"),
    ],
)
def test_coins_come_in_steps(asked: dict[str, Any], message: str | None) -> None:
    steps = Steps(least=Decimal("0.5"), quantity=Decimal("0.02"), price=Decimal("0.5"))
    request = order("buy", symbol=BTC, tif="gtc", **asked)
    if message is None:
        check_steps(request, steps)
        return
    with pytest.raises(Refusal) as caught:
        check_steps(request, steps)
    assert caught.value.message == message
