"""All cases, in the order of their numbers."""

from __future__ import annotations

from tests.conformance import http, orders, streams
from tests.conformance.case import CASES, Case

PARTS = (orders, http, streams)


def cases() -> tuple[Case, ...]:
    """Every case."""
    return tuple(CASES[number] for number in sorted(CASES))
