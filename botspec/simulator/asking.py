"""What was asked, read as strictly as Alpaca reads it: strings or numbers, `True` or `true`, any Content-Type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from botspec.exchange.refusal import Refusal, invalid

NEW_YORK = ZoneInfo("America/New_York")
BAD_BODY = 40010000
DIGITS = 18  # before the point; nobody means more, and sums must not overflow
TRUE = frozenset({"true", "1", "t", "yes"})


class Bad(Exception):
    """The data API's refusal: a message without a code."""

    def __init__(self, message: str, http_status: int = 400) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.message = message


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `query` holds every value of a repeated key, comma-joined."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = b""

    def words(self, name: str) -> tuple[str, ...]:
        """A comma-separated list, upper or lower case as given; empty when absent."""
        return tuple(word.strip() for word in self.query.get(name, "").split(",") if word.strip())

    def flag(self, name: str) -> bool:
        """False when absent."""
        return self.query.get(name, "").lower() in TRUE

    def count(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`. Raises Bad."""
        given = self.query.get(name)
        if given is None:
            return default
        try:
            number = int(given)
        except ValueError:
            raise Bad(f"invalid {name}: {given}") from None
        if number > most:
            raise Bad(f"invalid {name}: larger than the allowed maximum of {most}")
        if number < 1:
            raise Bad(f"invalid {name}: must be at least 1")
        return number

    def moment(self, name: str, *, end_of_day: bool = False) -> datetime | None:
        """A time or a date (New York midnight, or the day's last moment). Raises Bad."""
        given = self.query.get(name)
        return None if not given else read_moment(name, given, end_of_day=end_of_day)

    def json(self) -> dict[str, Any]:
        """The body as an object with exact numbers. Raises Refusal."""
        try:
            found = json.loads(self.body or b"{}", parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refusal(400, BAD_BODY, "request body format is invalid") from None
        if not isinstance(found, dict):
            raise Refusal(400, BAD_BODY, "request body format is invalid")
        return found


def read_moment(name: str, given: str, *, end_of_day: bool = False) -> datetime:
    """RFC 3339 or a date. Raises Bad."""
    try:
        if len(given) == len("2024-01-01"):
            clock = time.max if end_of_day else time.min
            return datetime.combine(date.fromisoformat(given), clock, NEW_YORK).astimezone(UTC)
        read = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        raise Bad(f"invalid {name}: {given}") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def decimal(name: str, value: object) -> Decimal | None:
    """A number or a string of one; None for null and "". Raises Refusal."""
    if value is None or value == "":
        return None
    number = value if isinstance(value, Decimal) else _written(value)
    if number is None or not number.is_finite() or number.adjusted() >= DIGITS:
        raise invalid(f"invalid {name}")
    return number


def _written(value: object) -> Decimal | None:
    if not isinstance(value, str) or not value.isascii():
        return None
    try:
        return Decimal(value.strip())
    except InvalidOperation:
        return None


def text(name: str, value: object) -> str | None:
    """A string; None for null and "". Raises Refusal."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise invalid(f"invalid {name}")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)
