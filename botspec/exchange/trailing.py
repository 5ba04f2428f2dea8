"""Trailing stops: the best price so far, and the stop that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.orders import OrderRequest, Side
from botspec.exchange.legality import to_increment
from botspec.exchange.prices import exact

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel

HUNDRED = Decimal(100)


@dataclass(slots=True)
class Mark:
    """`best` is the highest price seen (lowest for a buy), NaN before any; bars up to `until` (UTC ns) are in it."""

    best: float
    until: int

    def saw(self, side: Side, price: float) -> None:
        """One more price; NaN changes nothing."""
        self.best = float(_best(side)(self.best, price))


def stop_from(request: OrderRequest, best: float) -> Decimal:
    """The stop that follows `best`, on a tick, rounded away from the market: later, never sooner."""
    price, away = exact(best), -request.side.sign
    if request.trail_price is not None:
        stop = price - away * request.trail_price
    else:
        stop = price * (1 - away * (request.trail_percent or HUNDRED) / HUNDRED)
    return to_increment(stop, Side.BUY if request.side is Side.SELL else Side.SELL)


def best_before(mark: Mark, request: OrderRequest, since: int, panel: Panel, row: int) -> float:
    """The mark with all bars before `row` that the order saw whole."""
    start = max(
        int(np.searchsorted(panel.closed_at, mark.until, side="right")),
        int(np.searchsorted(panel.opened_at, since, side="left")),
    )
    if start >= row or request.symbol not in panel.symbols:
        return mark.best
    column = panel.column(request.symbol)
    seen = (panel.high if request.side is Side.SELL else panel.low)[start:row, column]
    best = _best(request.side)
    return float(best(mark.best, best.reduce(seen)))


def stops_ahead(request: OrderRequest, best: float, extremes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The stop in force in each of the coming bars, unrounded: from `best` and the bars before. NaN while unknown."""
    running = np.empty(len(extremes), dtype=np.float64)
    running[0] = best
    ahead = _best(request.side)
    running[1:] = ahead(best, ahead.accumulate(extremes[:-1])) if len(extremes) > 1 else ()
    away = -request.side.sign
    if request.trail_price is not None:
        return running - away * float(request.trail_price)
    return running * (1 - away * float(request.trail_percent or HUNDRED) / 100)


def _best(side: Side) -> np.ufunc:
    return np.fmax if side is Side.SELL else np.fmin
