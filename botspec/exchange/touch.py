"""Which row of a panel can first concern a resting order, found with array operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.orders import OrderStatus, Side, TimeInForce
from botspec.exchange.book import Working
from botspec.exchange.legality import GTC_LIFE, NEW_YORK, ONE_MOMENT
from botspec.exchange.trailing import Mark, best_before, stops_ahead
from botspec.market.panel import ActionKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel

    Numbers = NDArray[np.float64]
    Touched = Callable[[Numbers, Numbers, Numbers], NDArray[np.bool_]]

FIRST_BLOCK, GROWTH = 512, 4
NEARLY = 1e-9  # float stops are unrounded: looking once too often changes nothing


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
    stop = min(_ends(working, panel, start, stop), _splits(working, panel, start, stop))
    return stop if working.dormant else _fills(working, panel, start, stop)


def _ends(working: Working, panel: Panel, start: int, stop: int) -> int:
    """The last row of this session for a DAY order, the row of its last day for a GTC order."""
    if working.order.request.time_in_force is not TimeInForce.GTC:
        return min(int(np.searchsorted(panel.session, panel.session[start], side="right")) - 1, stop)
    return min(max(int(np.searchsorted(panel.session, _last_day(working).toordinal(), side="left")), start), stop)


def _last_day(working: Working) -> date:
    """A day early: New York's date may be behind, and looking once too often changes nothing."""
    return (working.order.submitted_at + GTC_LIFE).astimezone(NEW_YORK).date() - timedelta(days=1)


def _splits(working: Working, panel: Panel, start: int, stop: int) -> int:
    """The first row of the session in which its symbol splits: the order is canceled."""
    rows = (
        int(np.searchsorted(panel.session, action.ex_on.toordinal(), side="left"))
        for action in panel.actions
        if action.kind is ActionKind.SPLIT and action.symbol == working.symbol
    )
    return min((row for row in rows if row >= start), default=stop)


def _fills(working: Working, panel: Panel, start: int, stop: int) -> int:
    if working.symbol not in panel.symbols or start >= stop:
        return stop
    column = panel.column(working.symbol)
    if working.waits and working.mark is not None:
        return _follows(working, working.mark, panel, start, stop)
    touched = _touched(working)
    for begin, end in _blocks(start, stop):
        rows = slice(begin, end)
        hits = touched(panel.open[rows, column], panel.low[rows, column], panel.high[rows, column])
        index = int(np.argmax(hits))
        if hits[index]:
            return begin + index
    return stop


def _blocks(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Short ones first: most orders are touched soon."""
    size = FIRST_BLOCK
    while start < stop:
        yield start, min(start + size, stop)
        start, size = start + size, size * GROWTH


def _touched(working: Working) -> Touched:
    upwards = working.side is Side.BUY
    level = working.limit
    if working.waits:
        level, upwards = working.stop, not upwards
    if level is None or working.order.request.time_in_force in ONE_MOMENT:
        return lambda opens, _, __: ~np.isnan(opens)
    price = float(level)
    if upwards:
        return lambda opens, lows, _: (opens <= price) | (lows <= price)
    return lambda opens, _, highs: (opens >= price) | (highs >= price)


def _follows(working: Working, mark: Mark, panel: Panel, start: int, stop: int) -> int:
    """A trailing stop: the first row that reaches the stop made by the rows before it."""
    request, column = working.order.request, panel.column(working.symbol)
    best = best_before(mark, request, working.since, panel, start)
    if np.isnan(best):
        known = np.flatnonzero(~np.isnan(panel.open[start:stop, column]))
        return start + int(known[0]) if len(known) else stop
    selling = request.side is Side.SELL
    for begin, end in _blocks(start, stop):
        rows = slice(begin, end)
        opens, lows, highs = panel.open[rows, column], panel.low[rows, column], panel.high[rows, column]
        stops = stops_ahead(request, best, highs if selling else lows)
        if selling:
            level = stops + np.abs(stops) * NEARLY
            hits = (opens <= level) | (lows <= level)
        else:
            level = stops - np.abs(stops) * NEARLY
            hits = (opens >= level) | (highs >= level)
        index = int(np.argmax(hits))
        if hits[index]:
            return begin + index
        ahead = np.fmax if selling else np.fmin
        best = float(ahead(best, ahead.reduce(highs if selling else lows)))
    return stop
