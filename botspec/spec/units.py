"""Values with their units, read from the text as written: `5%`, `20000 USD`, `100 shares`, `3d`, `20 bars`.

Every scalar of a spec arrives as text and is read by the type of its key. Wrong forms are refused with the fix.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from botspec.domain.values import Amount, Bars, Duration, Money, Ratio, Shares
from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse
from botspec.spec.unit_hints import (
    Hint,
    as_amount,
    as_bars,
    as_duration,
    as_money,
    as_percent,
    as_shares,
    exact,
    plain,
)

NUMBER = r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?"
_PLAIN = re.compile(rf"-?{NUMBER}")
_RATIO = re.compile(rf"({NUMBER})%")
_MONEY = re.compile(rf"({NUMBER}) USD")
_SHARES = re.compile(rf"({NUMBER}) shares")
_DURATION = re.compile(r"([1-9][0-9]{0,5})([smhdwy])")
_BARS = re.compile(r"([1-9][0-9]{0,5}) bars")
_COUNT = re.compile(r"[1-9][0-9]{0,8}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPELT_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_SPELT_DATE_BACKWARDS = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}


def unit_due(message: str, hint: Hint) -> PydanticCustomError:
    """A value without its unit, or with another."""
    return refuse("BS104", message, hint.label, fix=hint.fix)


def _positive(value: Decimal, text: str) -> Decimal:
    if value <= 0:
        raise refuse("BS105", f"'{text}' is not above zero", "write a value above zero")
    return value


def _text(value: object, what: str, label: str) -> str:
    if not isinstance(value, str):
        raise refuse("BS103", f"expected {what}, was {shape_of(value)}", label)
    return value


def shape_of(value: object) -> str:
    """What a reader would call the value: a mapping, a list, nothing or its text."""
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return f"'{value}'"


def ratio(value: object) -> Ratio:
    """`5%` -> Ratio(0.05); a Ratio passes through."""
    if isinstance(value, Ratio):
        return value
    text = _text(value, "a ratio", "write a percentage, such as 5%")
    match = _RATIO.fullmatch(text)
    if match is None:
        raise unit_due(f"expected a ratio, was '{text}'", as_percent(text))
    return Ratio(exact(str(_positive(Decimal(match[1]), text) / 100)))


def money(value: object) -> Money:
    """`20000 USD` -> Money(20000); a Money passes through."""
    if isinstance(value, Money):
        return value
    text = _text(value, "an amount of money", "write an amount, such as 20000 USD")
    match = _MONEY.fullmatch(text)
    if match is None:
        raise unit_due(f"expected an amount of money, was '{text}'", as_money(text))
    return Money(exact(str(_positive(Decimal(match[1]), text))))


def shares(value: object) -> Shares:
    """`100 shares` -> Shares(100); a Shares passes through."""
    if isinstance(value, Shares):
        return value
    text = _text(value, "a number of shares", "write a quantity, such as 100 shares")
    match = _SHARES.fullmatch(text)
    if match is None:
        raise unit_due(f"expected a number of shares, was '{text}'", as_shares(text))
    return Shares(exact(str(_positive(Decimal(match[1]), text))))


def amount(value: object) -> Amount:
    """A ratio of equity, money or shares, told apart by the unit."""
    if isinstance(value, Ratio | Money | Shares):
        return value
    text = _text(value, "a ratio, money or shares", "write 35%, 12000 USD or 100 shares")
    for pattern, read in _AMOUNTS:
        if pattern.fullmatch(text):
            return read(text)
    raise unit_due(f"expected a ratio, money or shares, was '{text}'", as_amount(text))


_AMOUNTS: tuple[tuple[re.Pattern[str], Callable[[object], Amount]], ...] = (
    (_RATIO, ratio),
    (_MONEY, money),
    (_SHARES, shares),
)


def duration(value: object) -> Duration:
    """`3d` -> Duration(259200 s); a day is 24 hours, a year 365 days."""
    if isinstance(value, Duration):
        return value
    text = _text(value, "a duration", "write 60s, 5m, 4h, 3d or 2w")
    match = _DURATION.fullmatch(text)
    if match is None:
        raise unit_due(f"expected a duration, was '{text}'", as_duration(text))
    return Duration(int(match[1]) * _SECONDS[match[2]], text)


def bars(value: object) -> Bars:
    """`20 bars` -> Bars(20)."""
    if isinstance(value, Bars):
        return value
    text = _text(value, "a count of bars", "write a count of bars, such as 20 bars")
    match = _BARS.fullmatch(text)
    if match is None:
        raise unit_due(f"expected a count of bars, was '{text}'", as_bars(text))
    return Bars(int(match[1]))


def number(value: object) -> Decimal:
    """A plain decimal number, without unit, exponent or separators."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    text = _text(value, "a number", "write a number, such as 14 or 0.5")
    if _PLAIN.fullmatch(text) is None:
        raise refuse("BS103", f"expected a number, was '{text}'", "write a plain number, such as 14 or 0.5")
    return exact(text)


def count(value: object) -> int:
    """A whole number from 1 up."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = _text(value, "a whole number", "write a whole number, such as 3")
    if _COUNT.fullmatch(text):
        return int(text)
    if _PLAIN.fullmatch(text) and Decimal(text) < 1:
        raise refuse("BS105", f"'{text}' is below 1", "write a whole number from 1 up")
    raise refuse("BS103", f"expected a whole number, was '{text}'", "write a whole number, such as 3")


def day(value: object) -> date:
    """`2007-01-03`: a calendar date."""
    if isinstance(value, date):
        return value
    text = _text(value, "a date", "write year-month-day, such as 2007-01-03")
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else _no_date(text)
    except ValueError:
        return _no_date(text)


def _no_date(text: str) -> date:
    meant = _dates_meant(text)
    label = f"write {' or '.join(meant)}" if meant else "write year-month-day, such as 2007-01-03"
    raise refuse("BS108", f"'{text}' is not a date", label, fix=meant[0] if len(meant) == 1 else "")


def _dates_meant(text: str) -> list[str]:
    """What may be meant: `31.12.2010` is one date, `2.1.2010` may be two."""
    first = _SPELT_DATE.fullmatch(text)
    last = _SPELT_DATE_BACKWARDS.fullmatch(text)
    orders = [(first[1], first[2], first[3])] if first is not None else []
    orders += [(last[3], last[2], last[1]), (last[3], last[1], last[2])] if last is not None else []
    dates = [f"{year}-{month:0>2}-{day:0>2}" for year, month, day in orders]
    return [each for each in dict.fromkeys(dates) if _is_date(each)]


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text) is not None
    except ValueError:
        return False


def _schema(pattern: str, description: str, *examples: str) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "string", "pattern": f"^{pattern}$", "description": description}
    return WithJsonSchema(schema | {"examples": list(examples)})


def _number_schema(pattern: str, description: str, *examples: float, **bounds: float) -> WithJsonSchema:
    return WithJsonSchema(
        {
            "description": description,
            "examples": list(examples),
            "anyOf": [{"type": "number", **bounds}, {"type": "string", "pattern": f"^{pattern}$"}],
        }
    )


_AS_TEXT = PlainSerializer(str, return_type=str)
_AS_DECIMAL = PlainSerializer(plain, return_type=str)
_AS_DAY = PlainSerializer(date.isoformat, return_type=str)

RatioValue = Annotated[Ratio, Reads(ratio), _AS_TEXT, _schema(f"{NUMBER}%", "A ratio.", "5%", "0.5%")]
MoneyValue = Annotated[Money, Reads(money), _AS_TEXT, _schema(f"{NUMBER} USD", "US dollars.", "20000 USD")]
SharesValue = Annotated[
    Shares, Reads(shares), _AS_TEXT, _schema(f"{NUMBER} shares", "A number of shares.", "100 shares")
]
AmountValue = Annotated[
    Amount,
    Reads(amount),
    _AS_TEXT,
    _schema(f"{NUMBER}(%| USD| shares)", "A ratio of equity, money or shares.", "35%", "12000 USD", "100 shares"),
]
DurationValue = Annotated[
    Duration, Reads(duration), _AS_TEXT, _schema(r"[1-9][0-9]{0,5}[smhdwy]", "A span of time.", "60s", "3d")
]
BarsValue = Annotated[
    Bars, Reads(bars), _AS_TEXT, _schema(r"[1-9][0-9]{0,5} bars", "A count of a symbol's own bars.", "20 bars")
]
NumberValue = Annotated[Decimal, Reads(number), _AS_DECIMAL, _number_schema(f"-?{NUMBER}", "A plain number.", 14, 0.5)]
CountValue = Annotated[int, Reads(count), _number_schema(r"[1-9][0-9]{0,8}", "A whole number from 1 up.", 3, minimum=1)]
DayValue = Annotated[
    date,
    Reads(day),
    _AS_DAY,
    WithJsonSchema(
        {"type": "string", "format": "date", "pattern": f"^{_DATE.pattern}$", "examples": ["2007-01-03"]},
    ),
]
