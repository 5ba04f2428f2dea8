"""Never more than a part of equity, never a fraction of a share."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.bots import percent

prices = st.decimals("0.0001", "100000", places=4)
equities = st.decimals("0.01", "1000000000", places=9)
parts = st.decimals("0.001", "100", places=3)


@pytest.mark.parametrize(
    ("part", "equity", "price", "quantity"),
    [
        ("30", "100000", "33.33", 900),
        ("30", "100000", "33.34", 899),
        ("50", "200", "100", 1),
        ("50", "199.99", "100", 0),
        ("100", "0.0003", "0.0001", 3),
        # a division to 28 digits says 30
        ("100", "8999999.999999999999999999999", "300000", 29),
    ],
)
def test_by_hand(part: str, equity: str, price: str, quantity: int) -> None:
    assert percent(part).quantity(Decimal(equity), Decimal(price)) == quantity


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity", "0", "-1"])
def test_what_is_no_positive_number_buys_nothing(bad: str) -> None:
    assert percent("30").quantity(Decimal(10_000), Decimal(bad)) == 0
    assert percent("30").quantity(Decimal(bad), Decimal(10)) == 0


@given(parts, equities, prices)
def test_the_most_whole_shares_that_fit(part: Decimal, equity: Decimal, price: Decimal) -> None:
    quantity = percent(str(part)).quantity(equity, price)
    money = Fraction(part) / 100 * Fraction(equity)

    assert quantity == quantity.to_integral_value() >= 0
    assert Fraction(quantity) * Fraction(price) <= money < (Fraction(quantity) + 1) * Fraction(price)
