"""When an order fills and at which price, bar by bar. Prices are floats as in the bar; NaN never fills."""

from __future__ import annotations

from botspec.domain.orders import Side
from botspec.exchange.book import Working


def at_price(working: Working, price: float) -> bool:
    """True when the order fills at the published `price`: any market order, a limit that is no worse."""
    limit = working.limit
    if limit is None:
        return True
    return price <= limit if working.side is Side.BUY else price >= limit


def inside(working: Working, low: float, high: float) -> bool:
    """True when a limit was touched inside the bar."""
    limit = working.limit
    if limit is None:
        return False
    return low <= limit if working.side is Side.BUY else high >= limit
