"""`slippage: volume_share` by hand: price x (1 + impact x share^2), rounded to four decimals against the order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.exchange.slippage.volume_share import VolumeShare, VolumeShareParams
from tests.fakes.market import NO_BAR, Bar, Walk, an_exchange, days, order

IMPACT = VolumeShare(VolumeShareParams(impact=Decimal("0.1")))
BEFORE: Bar = (100.0, 100.0, 100.0, 100.0, 1_000.0)


def walk(volume: float, participation: str | None = None) -> Walk:
    """The second bar opens at 100 and has this volume."""
    exchange = an_exchange(slippage=IMPACT, max_participation=None if participation is None else Decimal(participation))
    found = Walk(days({"AAPL": [BEFORE, (100.0, 101.0, 99.0, 100.0, volume), BEFORE, NO_BAR]}), exchange)
    found.pass_rows()
    return found


@pytest.mark.parametrize(
    ("side", "quantity", "volume", "price"),
    [
        ("buy", 100, 1_000, "100.1000"),  # a tenth of the bar: 0.1 x 0.01 = 0.1 %
        ("sell", 100, 1_000, "99.9000"),
        ("buy", 500, 1_000, "102.5000"),  # half of it: 0.1 x 0.25 = 2.5 %
        ("buy", 1_000, 1_000, "110.0000"),
        ("buy", 1_000, 500, "110.0000"),  # more than the bar has counts as all of it
        ("buy", 1, 3_000, "100.0001"),  # 0.0000011 USD: the last digit goes against the order
        ("buy", 10, 0, "110.0000"),  # nobody knows what it was of nothing: all of it
    ],
)
def test_the_larger_the_part_the_worse_the_price(side: str, quantity: int, volume: float, price: str) -> None:
    market = walk(volume)
    market.exchange.submit(order(side, quantity), market.open())
    assert [made.price for made in market.exchange.executions] == [Decimal(price)]


def test_what_a_bar_lets_through_is_what_counts() -> None:
    """800 shares, of which a bar of 1,000 takes a tenth: 100 at a time, 0.1 % worse each."""
    market = walk(1_000, "0.1")
    market.exchange.submit(order("buy", 800), market.open())
    assert [(made.quantity, made.price) for made in market.exchange.executions] == [(100, Decimal("100.1000"))]


def test_an_order_in_usd_is_sized_at_the_worse_price() -> None:
    """10,000 USD at 100 are a tenth of the bar, so the price is 100.10, and 99.900099900 shares are bought."""
    market = walk(1_000)
    market.exchange.submit(order("buy", 0, notional=10_000), market.open())
    (made,) = market.exchange.executions
    assert (made.quantity, made.price) == (Decimal("99.900099900"), Decimal("100.1000"))
    assert made.quantity * made.price <= 10_000


def test_a_limit_has_no_slippage() -> None:
    market = walk(1_000)
    market.exchange.submit(order("buy", 500, limit=100), market.open())
    assert [made.price for made in market.exchange.executions] == [Decimal("100.0")]
