from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from botspec.report import words


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (words.money(Decimal(25627)), "25,627.00"),
        (words.money(-3.456), "\N{MINUS SIGN}3.46"),
        (words.money(3.456, sign=True), "+3.46"),
        (words.money(-0.001, sign=True), "0.00"),
        (words.money(0, sign=True), "0.00"),
        (words.money(1234.5, digits=0), "1,234"),
        (words.money(float("nan")), "n/a"),
        (words.money(Decimal("NaN")), "n/a"),
        (words.money(None), "n/a"),
        (words.percent(0.02508), "2.51%"),
        (words.percent(-0.5, sign=True, digits=0), "\N{MINUS SIGN}50%"),
        (words.percent(float("inf")), "n/a"),
        (words.ratio(0.244), "0.24"),
        (words.quantity(Decimal("10.500")), "10.5"),
        (words.quantity(Decimal("1E+3")), "1,000"),
        (words.quantity(Decimal(-7)), "\N{MINUS SIGN}7"),
        (words.quantity(Decimal(0)), "0"),
        (words.price(Decimal("12.5")), "12.50"),
        (words.price(Decimal("0.12345")), "0.1234"),
        (words.price(Decimal("1234.5678")), "1,234.5678"),
        (words.count(1234), "1,234"),
        (words.day(date(2020, 1, 2)), "2020-01-02"),
        (words.day(datetime(2020, 1, 2, 23, tzinfo=timezone(timedelta(hours=-5)))), "2020-01-02"),
        (words.day(datetime(2020, 1, 3, 4, tzinfo=UTC)), "2020-01-02"),
        (words.minute(datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)), "2020-01-01 22:04"),
        (words.minute(datetime(2020, 7, 2, 3, 4, 5, tzinfo=UTC)), "2020-07-01 23:04"),
        (words.minute(None), "n/a"),
        (words.plural(1, "trade"), "1 trade"),
        (words.plural(1200, "trade"), "1,200 trades"),
    ],
)
def test_numbers_as_people_read_them(shown, expected):
    assert shown == expected
