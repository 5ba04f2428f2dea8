"""Each limit by hand: equity 10,000 USD, a market order at 100 USD (worst case 102), nothing held unless said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.domain.intents import Leg, Proposal, Reading
from botspec.domain.orders import OrderType, Side, TimeInForce
from botspec.risk.limits.book import Book
from botspec.risk.limits.capital import Capital
from botspec.risk.limits.exposure import Exposure, known_exposures
from botspec.risk.limits.limit import Limit, judge
from tests.fakes.bots import a_limit


def dec(value: object) -> Decimal:
    return Decimal(str(value))


def buy(quantity: object, price: object = 100, *, limit: object = None, symbol: str = "AAA") -> Proposal:
    kind = OrderType.MARKET if limit is None else OrderType.LIMIT
    limit_price = None if limit is None else dec(limit)
    return Proposal(symbol, Side.BUY, Leg.ENTRY, kind, TimeInForce.DAY, dec(quantity), dec(price), limit_price)


def sell(quantity: object, leg: Leg = Leg.EXIT) -> Proposal:
    return Proposal("AAA", Side.SELL, leg, OrderType.MARKET, TimeInForce.DAY, dec(quantity), dec(100))


def book(*, equity: object = 10_000, cash: object = 10_000, orders: int = 0, **held: tuple[object, object]) -> Book:
    """`held`: symbol=(shares, USD)."""
    exposures = {symbol: Exposure(dec(shares), dec(usd)) for symbol, (shares, usd) in held.items()}
    return Book(dec(equity), dec(cash), known_exposures(exposures), orders)


@pytest.mark.parametrize(
    ("kind", "allowed", "proposal", "ledger", "used", "of", "within"),
    [
        # 35% of 10,000 is 3,500; 34 x 102 = 3,468, 35 x 102 = 3,570
        ("max_position", "35%", buy(34), book(), "3468", "3500", True),
        ("max_position", "35%", buy(35), book(), "3570", "3500", False),
        ("max_position", "35%", buy(10), book(AAA=(25, 2500)), "3520", "3500", False),
        ("max_position", "35%", buy(34), book(BBB=(90, 9000)), "3468", "3500", True),
        # a limit order costs its limit, not the collar; exactly at the limit is within
        ("max_position", "35%", buy(35, limit=100), book(), "3500", "3500", True),
        ("max_position", "35%", buy(35, limit="100.01"), book(), "3500.35", "3500", False),
        ("max_position", "2040 USD", buy(20), book(), "2040", "2040", True),
        ("max_position", "2039.99 USD", buy(20), book(), "2040", "2039.99", False),
        ("max_position", "20 shares", buy(20), book(), "20", "20", True),
        ("max_position", "20 shares", buy(1), book(AAA=(20, 2000)), "21", "20", False),
        # only this order counts
        ("max_order_notional", "2040 USD", buy(20), book(AAA=(99, 9900)), "2040", "2040", True),
        ("max_order_notional", "2040 USD", buy(21), book(), "2142", "2040", False),
        ("max_order_notional", "10%", buy(9), book(), "918", "1000", True),
        ("max_order_notional", "10%", buy(10), book(), "1020", "1000", False),
        ("max_order_notional", "5 shares", buy(6), book(), "6", "5", False),
        # adding to what is held is no new position; a position worth nothing is one
        ("max_open_positions", 2, buy(1), book(BBB=(1, 100)), "2", "2", True),
        ("max_open_positions", 2, buy(1), book(BBB=(1, 100), CCC=(1, 0)), "3", "2", False),
        ("max_open_positions", 2, buy(1), book(AAA=(1, 100), BBB=(1, 100)), "2", "2", True),
        ("max_open_positions", 1, buy(1), book(BBB=(0, 0)), "1", "1", True),
        ("max_orders_per_minute", 3, buy(1), book(orders=2), "3", "3", True),
        ("max_orders_per_minute", 3, buy(1), book(orders=3), "4", "3", False),
    ],
)
def test_what_is_used_of_what_is_allowed(
    kind: str, allowed: object, proposal: Proposal, ledger: Book, used: str, of: str, *, within: bool
) -> None:
    reading = a_limit(kind, allowed).measure(proposal, ledger)

    assert (reading.used, reading.allowed, reading.within) == (dec(used), dec(of), within)


@pytest.mark.parametrize(
    ("quantity", "cash", "within"), [(98, "9996", True), (98, "9995.99", False), (99, 10_000, False), (1, 0, False)]
)
def test_own_cash_at_the_worst_price(quantity: int, cash: object, *, within: bool) -> None:
    reading = Capital().measure(buy(quantity), book(cash=cash))

    assert (reading.used, reading.within) == (quantity * dec(102), within)


ALL: list[Limit] = [
    Capital(),
    a_limit("max_position", "35%"),
    a_limit("max_position", "1000 USD"),
    a_limit("max_order_notional", "1000 USD"),
]


@pytest.mark.parametrize("limit", ALL, ids=str)
@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_never_passes(limit: Limit, bad: str) -> None:
    assert judge(buy(1, bad), book(), [limit]).denied_by == limit.kind


@pytest.mark.parametrize("kind", ["max_position", "max_order_notional"])
@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity"])
def test_equity_that_is_no_number_never_passes(kind: str, bad: str) -> None:
    assert judge(buy(1), book(equity=bad), [a_limit(kind, "35%")]).denied_by == kind


@pytest.mark.parametrize("bad", ["NaN", "Infinity"])
def test_cash_that_is_no_number_never_passes(bad: str) -> None:
    assert judge(buy(1), book(cash=bad), [Capital()]).denied_by == "capital"


@pytest.mark.parametrize("bad", ["NaN", "Infinity"])
def test_a_quantity_that_is_no_number_never_passes(bad: str) -> None:
    for limit in (*ALL, a_limit("max_position", "5 shares"), a_limit("max_order_notional", "5 shares")):
        assert judge(buy(bad), book(), [limit]).denied_by == limit.kind


@pytest.mark.parametrize("leg", [Leg.EXIT, Leg.FLATTEN])
def test_a_way_out_is_never_denied(leg: Leg) -> None:
    empty = book(cash=-5, equity="NaN", orders=99, AAA=(9, 999_999))
    limits = [*ALL, a_limit("max_open_positions", 1), a_limit("max_orders_per_minute", 1)]

    assert judge(sell(9, leg), empty, limits).denied_by is None


def test_the_first_breach_in_the_order_of_the_spec_denies() -> None:
    limits = [Capital(), a_limit("max_order_notional", "100 USD"), a_limit("max_position", "1%")]
    verdict = judge(buy(2), book(), limits)

    assert verdict.denied_by == "max_order_notional"
    assert verdict.readings == {
        "capital": Reading(dec("204.00"), dec(10_000), "USD"),
        "max_order_notional": Reading(dec("204.00"), dec(100), "USD"),
    }


def test_every_reading_of_what_is_within_all_limits_is_kept() -> None:
    verdict = judge(buy(2), book(), [Capital(), a_limit("max_order_notional", "300 USD")])

    assert verdict.denied_by is None
    assert verdict.readings == {
        "capital": Reading(dec("204.00"), dec(10_000), "USD"),
        "max_order_notional": Reading(dec("204.00"), dec(300), "USD"),
    }


def test_approving_reserves_buys_and_only_counts_sells() -> None:
    before = book(AAA=(10, 1000))
    bought, sold = before.approving(buy(5)), before.approving(sell(10))

    assert (bought.cash, bought.exposure("AAA").shares, bought.exposure("AAA").usd) == (dec(9490), 15, 1510)
    assert (sold.cash, sold.exposure("AAA").shares, sold.exposure("AAA").usd) == (before.cash, 10, 1000)
    assert not sold.effect(sell(1)).reduces  # ten of ten shares are being sold already
    assert (bought.orders_last_minute, sold.orders_last_minute) == (1, 1)
    assert before.exposure("AAA") == Exposure(dec(10), dec(1000))
