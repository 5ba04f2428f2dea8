"""Limits on the bot as a whole, by hand: equity 10,000 USD, a market order at 100 USD (worst case 102)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from botspec.compiler.catalog import Family, find
from botspec.domain.intents import Leg, Proposal
from botspec.domain.orders import OrderType, Side, TimeInForce
from botspec.risk.limits.book import Book
from botspec.risk.limits.exposure import Exposure, known_exposures
from botspec.risk.limits.limit import Limit, judge

EQUITY = Decimal(10_000)


def limit(kind: str, value: object) -> Limit:
    entry = find(Family.LIMIT, kind)
    assert entry is not None
    built: Limit = entry.block(entry.params.model_validate({"limit": value}))
    return built


def buy(quantity: object, price: object = 100, symbol: str = "AAA") -> Proposal:
    numbers = (Decimal(str(quantity)), Decimal(str(price)))
    return Proposal(symbol, Side.BUY, Leg.ENTRY, OrderType.MARKET, TimeInForce.DAY, *numbers)


def book(
    cash: object = 10_000, open_orders: int = 0, today: dict[str, int] | None = None, **held: tuple[int, int]
) -> Book:
    """`held`: symbol=(shares, USD)."""
    exposures = {symbol: Exposure(Decimal(shares), Decimal(usd)) for symbol, (shares, usd) in held.items()}
    return Book(EQUITY, Decimal(str(cash)), known_exposures(exposures), 0, open_orders, today or {})


@pytest.mark.parametrize(
    ("kind", "allowed", "proposal", "ledger", "used", "of", "within"),
    [
        ("max_order_shares", "20 shares", buy(20), book(AAA=(99, 9900)), "20", "20", True),
        ("max_order_shares", "20 shares", buy(21), book(), "21", "20", False),
        # 4,000 held and 10 x 102
        ("max_gross_exposure", "50.2%", buy(10), book(BBB=(40, 4000)), "5020", "5020", True),
        ("max_gross_exposure", "5019.99 USD", buy(10), book(BBB=(40, 4000)), "5020", "5019.99", False),
        ("max_net_exposure", "50%", buy(10), book(BBB=(40, 4000)), "5020", "5000", False),
        ("max_leverage", "1.5", buy(10), book(BBB=(140, 13_980)), "15000", "15000", True),
        ("max_leverage", 1, buy(1), book(BBB=(99, 9900)), "10002", "10000", False),
        # 10,000 cash, a tenth of equity stays
        ("min_cash", "10%", buy(88), book(), "8976", "9000", True),
        ("min_cash", "10%", buy(89), book(), "9078", "9000", False),
        ("min_cash", "1024 USD", buy(88), book(), "8976", "8976", True),
        ("min_cash", "1000 USD", buy(1), book(cash=900), "102", "-100", False),
        ("max_open_orders", 3, buy(1), book(open_orders=2), "3", "3", True),
        ("max_open_orders", 3, buy(1), book(open_orders=3), "4", "3", False),
        ("max_orders_per_day", 5, buy(1), book(today={"AAA": 1, "BBB": 3}), "5", "5", True),
        ("max_orders_per_day", 5, buy(1), book(today={"AAA": 1, "BBB": 4}), "6", "5", False),
        ("max_orders_per_symbol", 2, buy(1), book(today={"AAA": 1, "BBB": 9}), "2", "2", True),
        ("max_orders_per_symbol", 2, buy(1), book(today={"AAA": 2}), "3", "2", False),
        ("max_orders_per_symbol", 1, buy(1), book(today={"BBB": 9}), "1", "1", True),
        ("min_price", "5 USD", buy(1, 5), book(), "5", "5", True),
        ("min_price", "5 USD", buy(1, "4.99"), book(), "5", "4.99", False),
        # (4,000 + 1,020) x 15%
        ("gap_loss", {"shock": "15%", "limit": "753 USD"}, buy(10), book(BBB=(40, 4000)), "753", "753", True),
        ("gap_loss", {"shock": "15%", "limit": "7.5%"}, buy(10), book(BBB=(40, 4000)), "753", "750", False),
        ("allowed_symbols", ["AAA", "BBB"], buy(1), book(), "0", "0", True),
        ("allowed_symbols", ["BBB"], buy(1), book(), "1", "0", False),
        ("restricted_symbols", ["BBB"], buy(1), book(), "0", "0", True),
        ("restricted_symbols", ["AAA"], buy(1), book(), "1", "0", False),
        ("sides", ["long", "short"], buy(1), book(), "0", "0", True),
        ("sides", ["short"], buy(1), book(), "1", "0", False),
    ],
)
def test_what_is_used_of_what_is_allowed(
    kind: str, allowed: object, proposal: Proposal, ledger: Book, used: str, of: str, *, within: bool
) -> None:
    reading = limit(kind, allowed).measure(proposal, ledger)

    assert (reading.used, reading.allowed, reading.within) == (Decimal(used), Decimal(of), within)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("max_order_shares", "20 shares"),
        ("max_gross_exposure", "50%"),
        ("max_net_exposure", "50%"),
        ("max_leverage", "1"),
        ("min_cash", "10%"),
        ("min_price", "5 USD"),
        ("gap_loss", {"shock": "15%", "limit": "10%"}),
    ],
)
def test_what_is_no_number_never_passes(kind: str, value: object) -> None:
    for proposal in (buy("NaN", "NaN"), buy("Infinity", "Infinity")):
        assert judge(proposal, book(), [limit(kind, value)]).denied_by == kind
    if kind not in ("max_order_shares", "min_price"):
        unknown = replace(book(), equity=Decimal("NaN"), cash=Decimal("NaN"))
        assert judge(buy(1), unknown, [limit(kind, value)]).denied_by == kind


def test_what_was_approved_counts_for_the_next() -> None:
    after = book(BBB=(40, 4000)).approving(buy(10)).approving(replace(buy(1), side=Side.SELL, leg=Leg.EXIT))

    assert after.gross == Decimal(5020)
    assert (after.open_orders, after.orders_last_minute, after.orders_today) == (2, 2, {"AAA": 2})


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("gap_loss", {"shock": "15%", "limit": "10%"}, "gap_loss 10% at a shock of 15%"),
        ("allowed_symbols", ["AAA", "BBB"], "allowed_symbols AAA, BBB"),
        ("sides", ["long"], "sides long"),
        ("max_leverage", "1.5", "max_leverage 1.5"),
        ("min_cash", "10%", "min_cash 10%"),
    ],
)
def test_it_is_shown_as_it_is_written(kind: str, value: object, shown: str) -> None:
    assert str(limit(kind, value)) == shown
