"""What each symbol took and brought, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from botspec.domain.events import CashKind, CashMoved
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill, Portfolio
from botspec.market.hours import REGULAR
from botspec.run.flows import Flows

AT = datetime(2024, 5, 6, 15, tzinfo=UTC)
ON = date(2024, 5, 6)


def filled(flows: Flows, symbol: str, side: Side, quantity: int, price: int, at: datetime = AT) -> None:
    flows.filled(Fill("x", symbol, side, Decimal(quantity), Decimal(price), at))


def cash(kind: CashKind, amount: str, symbol: str | None = None, at: datetime = AT) -> CashMoved:
    return CashMoved(f"{kind} {amount}", kind, Decimal(amount), ON, at, symbol, "")


def test_purchases_sales_and_dividends_are_the_symbols_own() -> None:
    flows = Flows(REGULAR)
    filled(flows, "AAA", Side.BUY, 10, 100)
    filled(flows, "AAA", Side.SELL, 4, 110)
    flows.moved(cash(CashKind.DIVIDEND, "3.50", "AAA"))
    assert flows.now == {"AAA": Decimal("-556.50")}  # 6 are held: at 100 it has brought 43.50


def test_a_fee_without_a_symbol_is_shared_by_what_was_traded_that_day() -> None:
    flows = Flows(REGULAR)
    filled(flows, "AAA", Side.BUY, 30, 100)
    filled(flows, "BBB", Side.BUY, 10, 100)
    flows.moved(cash(CashKind.FEE, "-0.04"))
    assert flows.now == {"AAA": Decimal("-3000.03"), "BBB": Decimal("-1000.01")}


def test_interest_deposits_and_what_is_not_understood_are_no_symbols() -> None:
    flows = Flows(REGULAR)
    flows.moved(cash(CashKind.FEE, "-5"))
    filled(flows, "AAA", Side.BUY, 1, 100)
    flows.moved(cash(CashKind.TRANSFER, "500"))
    flows.moved(cash(CashKind.UNCLASSIFIED, "7", "AAA"))
    assert flows.now == {"AAA": Decimal(-100)}


def test_what_came_within_the_bar_is_told_apart_until_it_is_settled() -> None:
    flows = Flows(REGULAR)
    filled(flows, "AAA", Side.BUY, 1, 100)
    filled(flows, "AAA", Side.SELL, 1, 90, AT + timedelta(hours=1))
    assert flows.by(AT) == {"AAA": Decimal(-100)}
    flows.settle()
    assert flows.by(AT) == {"AAA": Decimal(-10)}


def test_what_is_held_counts_from_its_cost_when_nobody_watched_before() -> None:
    flows = Flows(REGULAR)
    filled(flows, "AAA", Side.BUY, 10, 100)
    held = Portfolio(Decimal(5_000)).with_fill(Fill("x", "AAA", Side.BUY, Decimal(10), Decimal(100), AT))
    assert flows.realised(held) == {"AAA": 0.0}
