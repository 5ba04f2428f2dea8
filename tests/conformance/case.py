"""A numbered case: what is tried, and what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.conformance.places import EXCHANGE, Place

PORT, HTTP, STREAM = "orders", "http", "stream"
CASES: dict[int, Case] = {}


@dataclass(frozen=True)
class Case:
    """`kind` is what the place must have: orders (every broker), http or streams (every Alpaca)."""

    number: int
    kind: str
    says: str
    tried: Callable[[Place], None]

    def fits(self, place: str) -> bool:
        """The exchange in process has orders only."""
        return self.kind == PORT or place != EXCHANGE


def case(number: int, kind: str, says: str) -> Callable[[Callable[[Place], None]], Callable[[Place], None]]:
    """Give a function its number; a number is never used again for something else."""

    def named(tried: Callable[[Place], None]) -> Callable[[Place], None]:
        assert number not in CASES, number
        CASES[number] = Case(number, kind, says, tried)
        return tried

    return named
