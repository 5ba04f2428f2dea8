"""Numbers that carry their unit, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of something: `5%` is `Ratio(Decimal("0.05"))`."""

    value: Decimal

    def __str__(self) -> str:
        return f"{(self.value * 100).normalize():f}%"


@dataclass(frozen=True, slots=True)
class Money:
    """US dollars."""

    amount: Decimal

    def __str__(self) -> str:
        return f"{self.amount:f} USD"


@dataclass(frozen=True, slots=True)
class Shares:
    """A number of shares."""

    quantity: Decimal

    def __str__(self) -> str:
        return f"{self.quantity:f} shares"


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of wall time in whole seconds, with the text it was written as (`3d`)."""

    seconds: int
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Bars:
    """A count of a symbol's own bars."""

    count: int

    def __str__(self) -> str:
        return f"{self.count} bars"


Amount = Ratio | Money | Shares
