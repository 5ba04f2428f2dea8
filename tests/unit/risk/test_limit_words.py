"""What reports and journals say of a limit: in the words of the spec, and in the unit it is measured in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.compiler.catalog import Family, kinds
from botspec.risk.limits.capital import Capital
from tests.fakes.bots import a_limit
from tests.unit.risk.test_limit_table import BUY, book

WINDOW = {"from": {"after_open": "30m"}, "to": {"before_close": "30m"}}
WORDS = [
    ("max_position", "35%", "max_position 35%", "USD"),
    ("max_position", "60 shares", "max_position 60 shares", "shares"),
    ("max_order_shares", "80 shares", "max_order_shares 80 shares", "shares"),
    ("max_orders_per_minute", 3, "max_orders_per_minute 3", "orders"),
    ("max_orders_per_day", 20, "max_orders_per_day 20", "orders"),
    ("max_orders_per_symbol", 4, "max_orders_per_symbol 4", "orders"),
    ("max_open_orders", 5, "max_open_orders 5", "orders"),
    ("max_open_positions", 3, "max_open_positions 3", "positions"),
    ("max_spread", "0.2%", "max_spread 0.2%", "of the price"),
    ("min_price", "5 USD", "min_price 5 USD", "USD"),
    ("restricted_symbols", ["BBB"], "restricted_symbols BBB", "symbols"),
    ("allowed_symbols", ["AAA", "CCC"], "allowed_symbols AAA, CCC", "symbols"),
    ("no_entry", {"first": "15m", "last": "30m"}, "no_entry first 15m, last 30m", "seconds"),
    ("no_entry", {"last": "30m"}, "no_entry last 30m", "seconds"),
    ("gap_loss", {"shock": "15%", "limit": "10%"}, "gap_loss 10% at a shock of 15%", "USD"),
    ("max_order_notional", "12000 USD", "max_order_notional 12000 USD", "USD"),
    ("max_order_volume", "1%", "max_order_volume 1%", "shares"),
    ("max_gross_exposure", "100%", "max_gross_exposure 100%", "USD"),
    ("max_net_exposure", "80%", "max_net_exposure 80%", "USD"),
    ("max_leverage", 1, "max_leverage 1", "USD"),
    ("min_cash", "10%", "min_cash 10%", "USD"),
    ("max_price_deviation", "3%", "max_price_deviation 3%", "of the price"),
    ("min_dollar_volume", "5000000 USD", "min_dollar_volume 5000000 USD", "USD"),
    ("sides", ["long"], "sides long", "sides"),
    ("trading_window", WINDOW, "trading_window 30m after open to 30m before close", "seconds"),
    ("blackout", {"file": "earnings.csv"}, "blackout earnings.csv", "not known"),
    ("easy_to_borrow_only", "true", "easy_to_borrow_only true", "symbols"),
]


@pytest.mark.parametrize(("kind", "value", "said", "unit"), WORDS)
def test_a_limit_says_what_it_is(kind: str, value: object, said: str, unit: str) -> None:
    limit = a_limit(kind, value)

    assert str(limit) == said
    assert limit.measure(BUY, book()).unit == unit


def test_no_limit_is_left_out() -> None:
    assert {kind for kind, *_ in WORDS} == set(kinds(Family.LIMIT))


def test_so_does_the_one_that_every_bot_has() -> None:
    reading = Capital().measure(BUY, book())

    assert str(Capital()) == "capital (own cash only)"
    assert (reading.used, reading.allowed, reading.unit) == (Decimal(1_020), Decimal(10_000), "USD")
