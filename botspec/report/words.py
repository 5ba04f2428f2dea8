"""Numbers and moments as people read them; what is not known is n/a."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

from botspec.domain.guards import Unit
from botspec.market.calendar import NEW_YORK

NOT_KNOWN = "n/a"
_MINUS = "\N{MINUS SIGN}"
_THIN = 1e-9
QUARTER = 63


def money(value: Decimal | float | None, *, sign: bool = False, digits: int = 2) -> str:
    """`25,627.00`; USD is said beside it."""
    if value is None or not math.isfinite(value):
        return NOT_KNOWN
    return _signed(f"{abs(value):,.{digits}f}", float(value), sign=sign)


def percent(value: float | None, *, sign: bool = False, digits: int = 2) -> str:
    """`0.0251` is `2.51%`."""
    if value is None or not math.isfinite(value):
        return NOT_KNOWN
    return _signed(f"{abs(value) * 100:,.{digits}f}%", value, sign=sign)


def a_year(value: float | None, sessions: int) -> str:
    """A return a year, of at least a quarter: one good day is no year of such days."""
    return percent(of_a_year(value, sessions), sign=True)


def of_a_year(value: float | None, sessions: int) -> float | None:
    """A figure that is said by the year, of at least a quarter: a few days, blown up, say nothing."""
    return value if sessions >= QUARTER else None


def measured(value: float | None, unit: Unit) -> str:
    """`2.51%`, `80.00 USD` or `4 trades`, as a guard counts."""
    if unit is Unit.RATIO or value is None or not math.isfinite(value):
        return percent(value)
    return f"{money(value)} {unit}" if unit is Unit.USD else f"{value:g} {unit}"


def ratio(value: float | None, digits: int = 2) -> str:
    """`0.24`."""
    return money(value, digits=digits)


def quantity(value: Decimal | None) -> str:
    """Shares without trailing zeros."""
    if value is None:
        return NOT_KNOWN
    text = f"{abs(value):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return _signed(text or "0", float(value), sign=False)


def price(value: Decimal | None) -> str:
    """At least cents, at most four decimals."""
    if value is None:
        return NOT_KNOWN
    text = f"{value:,.4f}"
    return text.removesuffix("00")


def count(value: float | None) -> str:
    """`1,234`."""
    return NOT_KNOWN if value is None else f"{value:,.0f}"


def day(value: datetime | date | None) -> str:
    """`2007-01-03`, as it was in New York."""
    if value is None:
        return NOT_KNOWN
    on = value.astimezone(NEW_YORK).date() if isinstance(value, datetime) else value
    return on.isoformat()


def minute(value: datetime | None) -> str:
    """`2007-01-03 09:30`, in New York; the zone is said beside it."""
    return NOT_KNOWN if value is None else f"{value.astimezone(NEW_YORK):%Y-%m-%d %H:%M}"


def plural(number: int, word: str) -> str:
    """`1 trade`, `2 trades`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _signed(text: str, value: float, *, sign: bool) -> str:
    if not any(letter in "123456789" for letter in text):
        return text
    if value < -_THIN:
        return _MINUS + text
    return f"+{text}" if sign else text
