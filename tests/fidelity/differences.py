"""Where another engine ends elsewhere, for a reason: each pinned by its first day and its final equity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NEXT_BAR = (
    "backtrader wakes a bracket's legs on the bar after the entry. botspec, as Alpaca, has them work from the fill on: "
    "a leg touched on the day of the entry fills that day."
)
NIGHT = (
    "backtesting.py refuses an order whose stop and target do not stand around the last close. Where the night went "
    "beyond one of them, the other side sends its legs a bar later. botspec takes them from the open, so that they "
    "work on the day of the entry."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """`on` is the first day on which something else is traded; `equity` the other engine's at the end, USD."""

    on: date
    equity: Decimal
    why: str


def _of(on: str, equity: str, why: str) -> Difference:
    return Difference(date.fromisoformat(on), Decimal(equity), why)


EXPLAINED: dict[tuple[str, str, str], Difference] = {
    ("bracket", "AAPL", "backtrader"): _of("2008-12-04", "109790.27", NEXT_BAR),
    ("bracket", "GOOG", "backtrader"): _of("2007-11-30", "105380.43", NEXT_BAR),
    ("bracket", "MSFT", "backtrader"): _of("2007-10-26", "96146.41", NEXT_BAR),
    ("bracket", "FB", "backtrader"): _of("2012-06-18", "100256.46", NEXT_BAR),
    ("bracket", "MSFT", "backtesting.py"): _of("2007-10-26", "96146.41", NIGHT),
}
"""By strategy, symbol and engine."""
