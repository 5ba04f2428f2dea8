"""Sizes that do not hang on a part of equity alone, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from botspec.compiler.catalog import Family, find
from tests.fakes.bots import a_sizing


@pytest.mark.parametrize(
    ("kind", "given", "equity", "price", "quantity"),
    [
        ("fixed_notional", {"notional": "5000 USD"}, "100000", "33.33", 150),
        ("fixed_notional", {"notional": "5000 USD"}, "100000", "33.34", 149),
        ("fixed_notional", {"notional": "5000 USD"}, "1", "100", 50),
        ("fixed_notional", {"notional": "99.99 USD"}, "100000", "100", 0),
        ("fixed_shares", {"shares": "7 shares"}, "1", "100000", 7),
        ("equal_weight", {"positions": 3}, "10000", "100", 33),
        ("equal_weight", {"positions": 4}, "10000", "2500", 1),
        ("equal_weight", {"positions": 4}, "10000", "2500.01", 0),
    ],
)
def test_by_hand(kind: str, given: dict[str, object], equity: str, price: str, quantity: int) -> None:
    assert a_sizing(kind, **given).quantity(Decimal(equity), Decimal(price)) == quantity


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity", "0", "-1"])
@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("fixed_notional", {"notional": "5000 USD"}),
        ("fixed_shares", {"shares": "7 shares"}),
        ("equal_weight", {"positions": 3}),
    ],
)
def test_what_is_no_positive_number_buys_nothing(kind: str, given: dict[str, object], bad: str) -> None:
    built = a_sizing(kind, **given)

    assert built.quantity(Decimal(10_000), Decimal(bad)) == 0
    assert built.quantity(Decimal(bad), Decimal(10)) == 0


def test_parts_of_shares_must_be_asked_for() -> None:
    entry = find(Family.SIZING, "fixed_shares")
    assert entry is not None
    with pytest.raises(ValidationError):
        entry.params.model_validate({"shares": "0.5 shares"})
    assert entry.params.model_validate({"shares": "0.5 shares", "fractional": "true"})


def test_they_are_shown_as_they_are_written() -> None:
    assert str(a_sizing("fixed_notional", notional="5000 USD")) == "5000 USD"
    assert str(a_sizing("fixed_shares", shares="7 shares")) == "7 shares"
    assert str(a_sizing("equal_weight", positions=3)) == "1/3 of equity"
