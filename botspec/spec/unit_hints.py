"""What a person who wrote a value without its unit, or with another, probably meant."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_LOOSE_NUMBER = re.compile(
    r"\$?\s*([0-9][0-9,_]*(?:\.[0-9]+)?|\.[0-9]+)\s*(%|percent|usd|dollars?|\$|shares?|bars?)?", re.IGNORECASE
)
_SPELT_DURATION = re.compile(r"([1-9][0-9]{0,5})\s*(s|sec|min|m|hr?|hour|d|day|w|week|y|year)s?", re.IGNORECASE)
_GROUPED = re.compile(r"[^0-9]*[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?[^0-9]*|[^,]*")
_LONGEST = 24  # digits that a decimal holds exactly


class Hint(NamedTuple):
    """What to write, as advice and, where only one thing can be meant, as the value itself."""

    label: str
    fix: str = ""


def _write(value: str, written: str) -> Hint:
    """`12,5` may be twelve and a half: a comma that parts no thousands leaves doubt."""
    return Hint(f"write {value}", value if _GROUPED.fullmatch(written) else "")


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


def as_percent(text: str) -> Hint:
    """How to write it as a ratio. `30` is 30%; up to 1 a part or a percentage may be meant, so that is only advice."""
    meant = _loose(text)
    if meant is None:
        return Hint("write a percentage, such as 5%")
    value, unit = meant
    if unit in ("%", "percent"):
        return _write(f"{plain(value)}%", text)
    if not unit and value < 1:
        value = exact(str(value * 100))
    written = f"{plain(value)}%"
    return _write(written, text) if not unit and meant[0] > 1 else Hint(f"write {written}")


def as_money(text: str) -> Hint:
    """How to write it as money."""
    meant = _loose(text)
    if meant is None:
        return Hint("write an amount, such as 20000 USD")
    written = f"{plain(meant[0])} USD"
    return _write(written, text) if meant[1] in ("", "$", "usd", "dollar", "dollars") else Hint(f"write {written}")


def as_shares(text: str) -> Hint:
    """How to write it as a quantity."""
    meant = _loose(text)
    if meant is None:
        return Hint("write a quantity, such as 100 shares")
    written = f"{plain(meant[0])} shares"
    return _write(written, text) if meant[1] in ("", "share", "shares") else Hint(f"write {written}")


def as_amount(text: str) -> Hint:
    """How to write it with a unit."""
    meant = _loose(text)
    if meant is None:
        return Hint("write 35%, 12000 USD or 100 shares")
    number = plain(meant[0])
    match meant[1]:
        case "%" | "percent":
            return _write(f"{number}%", text)
        case "share" | "shares":
            return _write(f"{number} shares", text)
        case "" if "$" not in text:
            return Hint(f"{as_percent(text).label}, {number} USD or {number} shares")
        case "bar" | "bars":
            return Hint(f"write {number} USD")
        case _:
            return _write(f"{number} USD", text)


def as_duration(text: str) -> Hint:
    """How to write it as a duration."""
    spelt = _SPELT_DURATION.fullmatch(text.strip())
    if spelt is not None:
        return _write(f"{spelt[1]}{spelt[2][0].lower()}", text)
    meant = _loose(text)
    if meant is None or meant[1]:
        return Hint("write 60s, 5m, 4h, 3d or 2w")
    number = plain(meant[0])
    return Hint(f"say which unit: {number}s, {number}m, {number}h or {number}d")


def as_bars(text: str) -> Hint:
    """How to write it as a count of bars."""
    meant = _loose(text)
    if meant is None:
        return Hint("write a count of bars, such as 20 bars")
    written = f"{plain(meant[0])} bars"
    return _write(written, text) if meant[1] in ("", "bar", "bars") else Hint(f"write {written}")
