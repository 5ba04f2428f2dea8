"""Orders of a run by the clock against those a back-test decides on the same bars: the ones its journal keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botspec.app.decided_again import decided_again
from botspec.app.request import Refused
from botspec.domain.rows import IntentRow, Row, SpecRow, WantedRow
from botspec.strategy.python import PluginRefused

if TYPE_CHECKING:
    from botspec.adapters.sqlite import SqliteJournal

ORDERS = (IntentRow, WantedRow)


@dataclass(frozen=True, slots=True)
class OrdersAlike:
    """Of `orders`, those recorded and those that only came out now, `alike` are the same in every field."""

    orders: int
    alike: int


def orders_alike(file: SqliteJournal, rows: Sequence[Row], wanted: Callable[[SpecRow], bool]) -> OrdersAlike:
    """Of the specs that are `wanted`; none is alike where bars or the spec that ran are not at hand."""
    recorded = _recorded(rows, wanted)
    try:
        again = decided_again(file, rows, None, wanted)
    except (Refused, PluginRefused):
        return OrdersAlike(recorded, 0)
    more = sum(isinstance(each.again, ORDERS) and not isinstance(each.recorded, ORDERS) for each in again.parted)
    return OrdersAlike(recorded + more, again.orders)


def _recorded(rows: Sequence[Row], wanted: Callable[[SpecRow], bool]) -> int:
    count, counts = 0, False
    for row in rows:
        if isinstance(row, SpecRow):
            counts = wanted(row)
        count += counts and isinstance(row, IntentRow)
    return count
