"""Fees kept in coins: told in USD at the price of their fills, beside the fees in USD."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.domain.events import SharesKind
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow, SharesRow
from botspec.report.money import coin_fees
from botspec.report.record import build
from botspec.report.render import render
from botspec.report.terminal import summary
from tests.unit.run.test_coins_by_hand import two_days

AT = datetime(2024, 1, 6, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def filled(symbol: str, price: str, minutes: int) -> FillRow:
    at = AT + minutes * MINUTE
    return FillRow(at, Fill("x", symbol, Side.BUY, Decimal(1), Decimal(price), at))


def kept(symbol: str, coins: str, minutes: int, what: SharesKind = SharesKind.FEE) -> SharesRow:
    return SharesRow(AT + minutes * MINUTE, f"{symbol}{minutes}", what, symbol, Decimal(coins), "")


def test_each_counts_at_the_price_of_the_fill_it_was_kept_of() -> None:
    fills = [filled("BTC/USD", "100", 0), filled("ETH/USD", "7", 1), filled("BTC/USD", "200", 2)]
    moves = [kept("BTC/USD", "-0.01", 0), kept("BTC/USD", "-0.02", 3), kept("ETH/USD", "-1", 1)]
    assert coin_fees(moves, fills) == {"BTC/USD": Decimal(-5), "ETH/USD": Decimal(-7)}


def test_splits_are_no_fees_and_a_fee_without_a_fill_has_no_price() -> None:
    assert coin_fees([kept("AAA", "10", 0, SharesKind.SPLIT)], [filled("AAA", "100", 0)]) == {}
    assert coin_fees([kept("BTC/USD", "-1", 0)], [filled("BTC/USD", "100", 1)]) == {"BTC/USD": Decimal(0)}


@pytest.fixture(scope="module")
def record():
    done = two_days()
    return build(tuple(done.journal.rows()), done.journal.columns(), done.journal.seal())


def test_they_are_no_part_of_the_fees_in_dollars(record) -> None:
    assert (record.money.fees, record.money.fees_in_coins) == (Decimal("-12.16"), Decimal("-12.5"))
    assert record.money.adds_up


def test_every_report_tells_them(record) -> None:
    assert "in coins    -12.50" in summary(record, ascii_only=True)
    assert {name: "12.50" in render(record, name) for name in ("html", "md")} == {"html": True, "md": True}
    assert json.loads(render(record, "json"))["money"]["coin_fees"] == {"BTC/USD": "-12.5000000000"}
