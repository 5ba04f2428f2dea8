"""Which row of a panel can first concern a resting order, found with array operations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.orders import OrderStatus, Side, TimeInForce
from botspec.exchange.book import Working
from botspec.exchange.legality import GTC_LIFE, NEW_YORK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel


def first_touch(orders: Iterable[Working], panel: Panel, start: int, stop: int) -> int | None:
    """First row in [start, stop) in which any of `orders` could fill, change its status or expire."""
    stop = min(stop, len(panel))
    if start >= stop:
        return None
    nearest = stop
    for working in orders:
        nearest = min(nearest, _first(working, panel, start, nearest))
        if nearest == start:
            break
    return nearest if nearest < stop else None


def _first(working: Working, panel: Panel, start: int, stop: int) -> int:
    if working.order.status is OrderStatus.ACCEPTED:
        return start
    return min(_ends(working, panel, start, stop), _fills(working, panel, start, stop))


def _ends(working: Working, panel: Panel, start: int, stop: int) -> int:
    """The last row of this session for a DAY order, the row of its last day for a GTC order."""
    if working.order.request.time_in_force is not TimeInForce.GTC:
        return min(int(np.searchsorted(panel.session, panel.session[start], side="right")) - 1, stop)
    return min(max(int(np.searchsorted(panel.session, _last_day(working).toordinal(), side="left")), start), stop)


def _last_day(working: Working) -> date:
    """A day early: New York's date may be behind, and looking once too often changes nothing."""
    return (working.order.submitted_at + GTC_LIFE).astimezone(NEW_YORK).date() - timedelta(days=1)


def _fills(working: Working, panel: Panel, start: int, stop: int) -> int:
    if working.symbol not in panel.symbols:
        return stop
    column = panel.column(working.symbol)
    hits = _touched(
        working, panel.open[start:stop, column], panel.low[start:stop, column], panel.high[start:stop, column]
    )
    index = int(np.argmax(hits))
    return start + index if hits[index] else stop


def _touched(
    working: Working, opens: NDArray[np.float64], lows: NDArray[np.float64], highs: NDArray[np.float64]
) -> NDArray[np.bool_]:
    limit = working.limit
    if limit is None:
        return ~np.isnan(opens)
    if working.side is Side.BUY:
        return (opens <= limit) | (lows <= limit)
    return (opens >= limit) | (highs >= limit)
