"""Coins with increments of their own: what the simulator tells of them, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from botspec.domain.assets import Steps
from botspec.market.moments import nanoseconds
from botspec.market.panel import Panel
from botspec.simulator.listings import listings, told_steps
from tests.fakes.simulator import simulate

STEPS = Steps(Decimal("0.01"), Decimal("0.02"), Decimal("0.5"))
NOON = datetime(2024, 1, 6, 12, tzinfo=UTC)


def panel() -> Panel:
    opened = np.array([nanoseconds(NOON) + hour * 3600 * 10**9 for hour in range(3)], dtype=np.int64)
    prices = [np.full((3, 1), 100.0, order="F") for _ in range(4)]
    session = np.full(3, NOON.toordinal(), dtype=np.int64)
    return Panel(("BTC/USD",), opened, opened + 3600 * 10**9, session, *prices, np.full((3, 1), 1e6))


@pytest.fixture
def sim():
    return simulate(panel(), NOON.replace(hour=13), assets={"BTC/USD": told_steps(STEPS)})


def test_the_asset_tells_them(sim):
    told = sim.get("/v2/assets/BTC%2FUSD")
    assert [told[name] for name in ("min_order_size", "min_trade_increment", "price_increment")] == [
        "0.01",
        "0.02",
        "0.5",
    ]


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"qty": "0.005"}, "qty must be >= minimal qty of order 0.01"),
        ({"qty": "0.51"}, "qty 0.51 must be a multiple of min_trade_increment 0.02"),
        (
            {"qty": "0.5", "type": "limit", "limit_price": "99.7"},
            "limit_price 99.7 must be a multiple of price_increment 0.5",
        ),
    ],
)
def test_other_orders_are_refused(sim, order, message):
    body = {"symbol": "BTC/USD", "side": "buy", "type": "market", "time_in_force": "gtc", **order}
    answer = sim.ask("POST", "/v2/orders", json=body)
    assert answer.status in {403, 422}
    assert answer.body["message"] == message


def test_an_order_in_steps_is_taken(sim):
    kind = {"type": "limit", "limit_price": "99.5", "time_in_force": "gtc"}
    body = {"symbol": "BTC/USD", "side": "buy", "qty": "0.52", **kind}
    assert sim.ask("POST", "/v2/orders", json=body).status == 200


@pytest.mark.parametrize("word", ["steps:1:2", "steps:0:1:1", "steps:a:b:c", "steps:1:1:NaN"])
def test_steps_that_are_none_are_refused(word):
    with pytest.raises(ValueError, match="BTC/USD"):
        listings({"BTC/USD": word})


def test_shares_have_none():
    with pytest.raises(ValueError, match="of coins"):
        listings({"TXN": "steps:1:1:1"})
