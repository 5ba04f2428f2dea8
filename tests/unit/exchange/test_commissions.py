"""Commissions by hand, and that another process is told them exactly."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from botspec.compiler.catalog import Family, find
from botspec.domain.orders import Side
from botspec.exchange.fees.fees import Fees
from botspec.exchange.fees.told import told_fees
from botspec.exchange.slippage.slippage import Slippage
from tests.fakes.market import Walk, an_exchange, days, order

ON = date(2010, 1, 4)


def fees(kind: str, **given: str) -> Fees:
    entry = find(Family.FEES, kind)
    assert entry is not None
    built: Fees = entry.block(entry.params.model_validate(given))
    return built


@pytest.mark.parametrize(
    ("kind", "given", "due"),
    [
        ("per_share", {"amount": "0.005 USD"}, {"COMMISSION": Decimal("1.505")}),
        ("bps", {"bps": "1.5"}, {"COMMISSION": Decimal("0.45150")}),
        ("per_order", {"amount": "1 USD"}, {}),
    ],
)
@pytest.mark.parametrize("side", list(Side))
def test_an_execution(kind: str, given: dict[str, str], due: dict[str, Decimal], side: Side) -> None:
    assert fees(kind, **given).of(side, Decimal(301), Decimal(10), ON) == due


def test_an_order_pays_once_however_often_it_fills() -> None:
    bars = [(10.0, 10.0, 10.0, 10.0)] * 3
    exchange = an_exchange(fees=fees("per_order", amount="1 USD"), max_participation=Decimal("0.0001"))
    walk = Walk(days({"AAPL": bars}), exchange)
    at = walk.open()
    exchange.submit(order("buy", 10_000, tif="gtc"), at)
    exchange.submit(order("buy", 1, symbol="AAPL"), at + timedelta(minutes=1))
    walk.close()
    walk.open()
    walk.close()

    executed = {execution.order.id for execution in exchange.executions}
    assert len(exchange.executions) > len(executed)
    spent = sum(execution.quantity * execution.price for execution in exchange.executions)
    assert Decimal(100_000) - exchange.cash - spent == len(executed)


@pytest.mark.parametrize("text", ["none", "alpaca", "per_share 0.005", "per_order 1", "bps 1.5"])
def test_told_and_read_back(text: str) -> None:
    assert told_fees(text).told == text
    assert told_fees(text).kind == text.split(maxsplit=1)[0]


@pytest.mark.parametrize("text", ["", "some", "alpaca 1", "per_share", "per_share 0", "bps NaN", "bps -1", "bps x"])
def test_what_is_not_told(text: str) -> None:
    with pytest.raises(ValueError, match="are no fees"):
        told_fees(text)


def test_half_of_the_spread_is_paid() -> None:
    entry = find(Family.SLIPPAGE, "spread")
    assert entry is not None
    spread: Slippage = entry.block(entry.params.model_validate({"spread": "0.04%"}))

    assert spread.bps == 2
    assert spread.worsened(Decimal(100), Side.BUY) == Decimal("100.02")
    assert spread.worsened(Decimal(100), Side.SELL) == Decimal("99.98")
    with pytest.raises(ValueError, match="more than 20%"):
        entry.params.model_validate({"spread": "21%"})
