"""Which symbols a data request names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from botspec.simulator.asking import Asked, Bad

PAIR = re.compile(r"[A-Z]+x?/[A-Z]+")
VENUES = frozenset({"us", "us-1", "us-2", "eu-1", "bs-1"})


def shares(symbols: Sequence[str]) -> Sequence[str]:
    """At least one. Raises Bad."""
    if not symbols:
        raise Bad("symbols is required")
    return symbols


def coins(asked: Asked) -> Sequence[str]:
    """At least one pair, at a place that Alpaca knows. Raises Bad."""
    if asked.path["loc"] not in VENUES:
        raise Bad(f"invalid location: {asked.path['loc']}")
    symbols = shares(asked.words("symbols"))
    for symbol in symbols:
        if PAIR.fullmatch(symbol) is None:
            raise Bad(f"invalid symbol: {symbol} does not match ^[A-Z]+x?/[A-Z]+$")
    return symbols
