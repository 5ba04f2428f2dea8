"""What a person who wrote a value without its unit, or with another, probably meant."""

from __future__ import annotations

import re
from decimal import Decimal

_LOOSE_NUMBER = re.compile(
    r"\$?\s*([0-9][0-9,_]*(?:\.[0-9]+)?|\.[0-9]+)\s*(%|percent|usd|dollars?|\$|shares?|bars?)?", re.IGNORECASE
)
_LONGEST = 24  # digits that a decimal holds exactly


def exact(text: str) -> Decimal:
    """A decimal without trailing zeros or exponent, so that `5.0` and `5` are one value."""
    value = Decimal(text)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _loose(text: str) -> tuple[Decimal, str] | None:
    """The number and unit a person may have meant, for hints only."""
    match = _LOOSE_NUMBER.fullmatch(text.strip())
    if match is None or len(text) > _LONGEST:
        return None
    return exact(match[1].replace(",", "").replace("_", "")), (match[2] or "").lower()


def plain(value: Decimal) -> str:
    """Without exponent."""
    return f"{value:f}"


def as_percent(text: str) -> str:
    """How to write it as a ratio."""
    meant = _loose(text)
    if meant is None:
        return "write a percentage, such as 5%"
    value, unit = meant
    if not unit and value < 1:
        value = exact(str(value * 100))
    return f"write {plain(value)}%"


def as_money(text: str) -> str:
    """How to write it as money."""
    meant = _loose(text)
    return "write an amount, such as 20000 USD" if meant is None else f"write {plain(meant[0])} USD"


def as_shares(text: str) -> str:
    """How to write it as a quantity."""
    meant = _loose(text)
    return "write a quantity, such as 100 shares" if meant is None else f"write {plain(meant[0])} shares"


def as_amount(text: str) -> str:
    """How to write it with a unit."""
    meant = _loose(text)
    if meant is None:
        return "write 35%, 12000 USD or 100 shares"
    number = plain(meant[0])
    match meant[1]:
        case "%" | "percent":
            return f"write {number}%"
        case "share" | "shares":
            return f"write {number} shares"
        case "":
            return f"write {number}%, {number} USD or {number} shares"
        case _:
            return f"write {number} USD"


def as_duration(text: str) -> str:
    """How to write it as a duration."""
    meant = _loose(text)
    if meant is None or meant[1]:
        return "write 60s, 5m, 4h, 3d or 2w"
    number = plain(meant[0])
    return f"say which unit: {number}s, {number}m, {number}h or {number}d"


def as_bars(text: str) -> str:
    """How to write it as a count of bars."""
    meant = _loose(text)
    return "write a count of bars, such as 20 bars" if meant is None else f"write {plain(meant[0])} bars"
