"""Limit prices on Alpaca's increments, never closer to the market than the rule said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botspec.domain.orders import Side
from botspec.exchange.legality import increment
from botspec.execution.ticks import passive


@pytest.mark.parametrize(
    ("price", "buy", "sell"),
    [
        ("10.019", "10.01", "10.02"),
        ("10.01", "10.01", "10.01"),
        ("1.0001", "1.00", "1.01"),
        ("0.99995", "0.9999", "1.0000"),
        ("0.12345", "0.1234", "0.1235"),
        ("0.01", "0.0100", "0.0100"),
        ("0.0000123456789", "0.000012345", "0.000012346"),  # what is below a cent is a coin
        ("0.0000000001", "0", "0.000000001"),
        ("123456.789", "123456.78", "123456.79"),
    ],
)
def test_by_hand(price: str, buy: str, sell: str) -> None:
    assert passive(Decimal(price), Side.BUY) == Decimal(buy)
    assert passive(Decimal(price), Side.SELL) == Decimal(sell)


@given(st.floats(0.01, 1_000_000))  # what is below a cent is a coin
def test_legal_passive_and_within_a_tick(price: float) -> None:
    exact = Decimal(repr(price))
    low, high = passive(exact, Side.BUY), passive(exact, Side.SELL)

    assert low <= exact <= high
    assert exact - low < increment(exact)
    assert high - exact < increment(exact)
    assert low % increment(low) == high % increment(high) == 0
