from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from pydantic_core import PydanticCustomError

from botspec.domain.values import Bars, Duration, Money, Ratio, Shares
from botspec.spec import units

READ: list[tuple[Callable[[object], object], str, object]] = [
    (units.ratio, "5%", Ratio(Decimal("0.05"))),
    (units.ratio, "0.5%", Ratio(Decimal("0.005"))),
    (units.ratio, "100%", Ratio(Decimal(1))),
    (units.ratio, "250%", Ratio(Decimal("2.5"))),
    (units.money, "20000 USD", Money(Decimal(20000))),
    (units.money, "0.01 USD", Money(Decimal("0.01"))),
    (units.shares, "100 shares", Shares(Decimal(100))),
    (units.shares, "0.5 shares", Shares(Decimal("0.5"))),
    (units.amount, "35%", Ratio(Decimal("0.35"))),
    (units.amount, "12000 USD", Money(Decimal(12000))),
    (units.amount, "7 shares", Shares(Decimal(7))),
    (units.duration, "60s", Duration(60, "60s")),
    (units.duration, "5m", Duration(300, "5m")),
    (units.duration, "4h", Duration(14400, "4h")),
    (units.duration, "2d", Duration(172800, "2d")),
    (units.duration, "1w", Duration(604800, "1w")),
    (units.duration, "5y", Duration(5 * 365 * 86400, "5y")),
    (units.bars, "20 bars", Bars(20)),
    (units.number, "14", Decimal(14)),
    (units.number, "-0.5", Decimal("-0.5")),
    (units.count, "3", 3),
    (units.day, "2007-01-03", date(2007, 1, 3)),
]
REFUSED: list[tuple[Callable[[object], object], object, str, str]] = [
    (units.ratio, "5", "BS104", "write 5%"),
    (units.ratio, "0.05", "BS104", "write 5%"),
    (units.ratio, ".05", "BS104", "write 5%"),
    (units.ratio, "5 %", "BS104", "write 5%"),
    (units.ratio, "5 percent", "BS104", "write 5%"),
    (units.ratio, "\uff15%", "BS104", "write a percentage, such as 5%"),
    (units.ratio, "9" * 39, "BS104", "write a percentage, such as 5%"),
    (units.ratio, "0." + "1" * 30, "BS104", "write a percentage, such as 5%"),
    (units.money, "9" * 39, "BS104", "write an amount, such as 20000 USD"),
    (units.number, "\u0665", "BS103", "write a plain number, such as 14 or 0.5"),
    (units.day, "\u0662007-01-03", "BS108", "write year-month-day, such as 2007-01-03"),
    (units.ratio, "five", "BS104", "write a percentage, such as 5%"),
    (units.ratio, "-5%", "BS104", "write a percentage, such as 5%"),
    (units.ratio, "0%", "BS105", "write a value above zero"),
    (units.ratio, ["5%"], "BS103", "write a percentage, such as 5%"),
    (units.money, "20000", "BS104", "write 20000 USD"),
    (units.money, "$20,000", "BS104", "write 20000 USD"),
    (units.money, "20_000 USD", "BS104", "write 20000 USD"),
    (units.money, "20000 EUR", "BS104", "write an amount, such as 20000 USD"),
    (units.money, "20000usd", "BS104", "write 20000 USD"),
    (units.money, "1e5 USD", "BS104", "write an amount, such as 20000 USD"),
    (units.money, "NaN USD", "BS104", "write an amount, such as 20000 USD"),
    (units.shares, "100", "BS104", "write 100 shares"),
    (units.amount, "35", "BS104", "write 35%, 35 USD or 35 shares"),
    (units.amount, "35 percent", "BS104", "write 35%"),
    (units.amount, "$35", "BS104", "write 35 USD"),
    (units.amount, "1 share", "BS104", "write 1 shares"),
    (units.amount, {}, "BS103", "write 35%, 12000 USD or 100 shares"),
    (units.duration, "60", "BS104", "say which unit: 60s, 60m, 60h or 60d"),
    (units.duration, "0s", "BS104", "write 60s, 5m, 4h, 3d or 2w"),
    (units.duration, "5 minutes", "BS104", "write 60s, 5m, 4h, 3d or 2w"),
    (units.bars, "20", "BS104", "write 20 bars"),
    (units.number, "1e3", "BS103", "write a plain number, such as 14 or 0.5"),
    (units.number, "012", "BS103", "write a plain number, such as 14 or 0.5"),
    (units.number, "1_000", "BS103", "write a plain number, such as 14 or 0.5"),
    (units.number, "nan", "BS103", "write a plain number, such as 14 or 0.5"),
    (units.number, "9" * 40, "BS103", "write a plain number, such as 14 or 0.5"),
    (units.count, "0", "BS105", "write a whole number from 1 up"),
    (units.count, "-3", "BS105", "write a whole number from 1 up"),
    (units.count, "2.5", "BS103", "write a whole number, such as 3"),
    (units.count, "three", "BS103", "write a whole number, such as 3"),
    (units.day, "2007-02-30", "BS108", "write year-month-day, such as 2007-01-03"),
    (units.day, "20070103", "BS108", "write year-month-day, such as 2007-01-03"),
    (units.day, "03/01/2007", "BS108", "write 2007-01-03 or 2007-03-01"),
]


@pytest.mark.parametrize(("read", "text", "value"), READ)
def test_right_forms_are_read_exactly(read: Callable[[object], object], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(("read", "text", "value"), READ)
def test_a_value_that_was_read_passes_through(read: Callable[[object], object], text: str, value: object) -> None:  # noqa: ARG001
    assert read(value) == value


@pytest.mark.parametrize(("read", "text", "code", "fix"), REFUSED)
def test_wrong_forms_are_refused_with_the_fix(
    read: Callable[[object], object], text: object, code: str, fix: str
) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read(text)

    assert caught.value.type == code
    assert caught.value.context is not None
    assert caught.value.context["label"] == fix


@pytest.mark.parametrize(
    ("read", "one", "other"),
    [
        (units.ratio, "5%", "5.0%"),
        (units.money, "100 USD", "100.00 USD"),
        (units.shares, "1 shares", "1.000 shares"),
        (units.number, "0.5", "0.500"),
    ],
)
def test_trailing_zeros_make_no_difference_not_even_in_print(
    read: Callable[[object], object], one: str, other: str
) -> None:
    assert str(read(one)) == str(read(other))


@pytest.mark.parametrize("text", ["5%", "12.5%", "20000 USD", "0.01 USD", "100 shares"])
def test_an_amount_prints_as_it_is_written(text: str) -> None:
    assert str(units.amount(text)) == text
