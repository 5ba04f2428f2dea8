"""Fees, dividends and the rate table, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from botspec.domain.events import CashKind, CashMoved, OrderUpdated
from botspec.domain.orders import Side
from botspec.exchange.fees.alpaca import Alpaca
from botspec.exchange.fees.rates import RATES, FeeType, guessed, rate
from botspec.market.panel import ActionKind, CorporateAction
from tests.fakes.market import Bar, Walk, an_exchange, days, order

QUIET: Bar = (10.0, 10.0, 10.0, 10.0)
TUESDAY = date(2010, 1, 5)


def dividend(symbol: str = "AAPL", on: date = TUESDAY, value: str = "0.333") -> CorporateAction:
    return CorporateAction(symbol, on, ActionKind.CASH_DIVIDEND, Decimal(value))


def test_fees_build_up_exactly_and_each_type_is_rounded_up_once_a_session() -> None:
    walk = Walk(days({"AAPL": [QUIET] * 3}, first=date(2024, 6, 3)), an_exchange(fees=Alpaca()))
    at = walk.open()
    walk.exchange.submit(order("buy", 1000), at)
    assert not walk.exchange.has_pending_fees, "there was no CAT fee in 2024, and buys pay nothing else"
    walk.exchange.submit(order("sell", 300), at + timedelta(minutes=1))
    walk.exchange.submit(order("sell", 400), at + timedelta(minutes=2))
    assert walk.exchange.pending_fees == Decimal("0.1946") + Decimal("0.1162")  # 7000 x 27.80e-6, 700 x 0.000166
    before = walk.exchange.cash
    walk.exchange.drain()
    closed_at = walk.close()
    assert walk.exchange.cash - before == Decimal("-0.32")
    moves = [event for event in walk.exchange.drain() if isinstance(event, CashMoved)]
    assert [(moved.kind, moved.amount, moved.on, moved.at) for moved in moves] == [
        (CashKind.FEE, Decimal("-0.20"), date(2024, 6, 3), closed_at),
        (CashKind.FEE, Decimal("-0.12"), date(2024, 6, 3), closed_at),
    ]
    assert len({moved.id for moved in moves}) == 2
    walk.pass_rows()
    assert walk.exchange.drain() == (), "nothing is charged twice"


def test_the_trading_activity_fee_has_a_cap_per_trade() -> None:
    fees = Alpaca().of(Side.SELL, Decimal(100_000), Decimal(1), date(2024, 6, 3))
    assert fees["TAF"] == Decimal("8.30")


def test_cat_counts_whole_shares_on_both_sides() -> None:
    on = date(2025, 3, 3)
    for side in Side:
        assert Alpaca().of(side, Decimal("1.5"), Decimal(10), on)["CAT"] == 2 * Decimal("0.000053")


def test_dividends_are_paid_once_on_what_was_held_over_the_close() -> None:
    walk = Walk(days({"AAPL": [QUIET] * 3, "IBM": [QUIET] * 3}, actions=[dividend(), dividend("IBM")]))
    walk.exchange.submit(order("buy", 7), walk.open())
    walk.close()
    walk.exchange.drain()
    before = walk.exchange.cash
    opened_at = walk.open()
    walk.exchange.submit(order("buy", 100), opened_at)  # too late for the dividend
    told = walk.exchange.drain()
    assert isinstance(told[0], CashMoved)
    assert isinstance(told[1], OrderUpdated)
    assert (told[0].kind, told[0].amount, told[0].symbol) == (CashKind.DIVIDEND, Decimal("2.33"), "AAPL")
    assert (told[0].on, told[0].at) == (TUESDAY, opened_at)
    assert told[0].description == "AAPL 0.333 USD a share on 7 shares"
    assert walk.exchange.cash == before + Decimal("2.33") - 1000
    walk.exchange.open_bar(walk.panel.row(1), [dividend()])
    assert walk.exchange.drain() == ()


def test_rows_of_the_rate_table_are_in_order_and_do_not_overlap() -> None:
    for fee in FeeType:
        rows = [row for row in RATES if row.fee is fee]
        assert rows
        for row in rows:
            assert row.known_from <= row.known_to
            assert row.source
            assert (row.cap is not None) == (fee is FeeType.TAF)
        for earlier, later in pairwise(rows):
            assert earlier.known_to < later.known_from


@pytest.mark.parametrize(
    ("fee", "on", "expected"),
    [
        (FeeType.REG, date(2008, 4, 1), "0.0000056"),
        (FeeType.REG, date(2024, 5, 21), "0.000008"),
        (FeeType.REG, date(2024, 5, 22), "0.0000278"),
        (FeeType.REG, date(2025, 5, 14), "0"),
        (FeeType.REG, date(2030, 1, 1), "0"),  # not covered: the nearest known
        (FeeType.REG, date(2007, 1, 3), "0.0000153"),
        (FeeType.TAF, date(2010, 1, 4), "0.000075"),
        (FeeType.TAF, date(2024, 1, 2), "0.000166"),
        (FeeType.CAT, date(2024, 12, 31), None),
        (FeeType.CAT, date(2025, 6, 2), "0.000053"),
    ],
)
def test_rates(fee: FeeType, on: date, expected: str | None) -> None:
    found = rate(fee, on)
    assert (None if found is None else found.rate) == (None if expected is None else Decimal(expected))


def test_a_guessed_rate_is_said() -> None:
    assert guessed(date(2008, 4, 1), date(2009, 10, 2)) == ()
    assert guessed(date(2007, 9, 28), date(2008, 3, 3)) == (
        "REG fee: the rate is not known for 2007-10-01 to 2008-02-28; the nearest known rate was used.",
    )
    assert [sentence[:3] for sentence in guessed(date(2026, 1, 2), date(2026, 6, 30))] == ["REG", "TAF", "CAT"]


@pytest.mark.parametrize(
    ("fee", "on", "source"),
    [
        (FeeType.REG, date(2019, 5, 1), "SEC Fee Rate Advisory 2 for fiscal 2019"),
        (FeeType.REG, date(2003, 3, 25), "table of SEC fee rates at traderstatus.com"),
        (FeeType.TAF, date(2011, 7, 1), "FINRA Regulatory Notice 11-27"),
        (FeeType.CAT, date(2025, 6, 2), "Alpaca's fee page of 2025"),
    ],
)
def test_a_rate_says_where_it_is_from(fee: FeeType, on: date, source: str) -> None:
    used = rate(fee, on)
    assert used is not None
    assert used.source.startswith(source)
