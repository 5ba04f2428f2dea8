"""When an order fills and at which price, bar by bar. Prices are floats as in the bar; NaN never fills."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.orders import Side


def within(side: Side, price: float, limit: Decimal | None) -> bool:
    """True when `price` is no worse than the limit; anything is, without one."""
    if limit is None:
        return True
    return price <= float(limit) if side is Side.BUY else price >= float(limit)


def touches(side: Side, price: float, stop: Decimal) -> bool:
    """True when `price` has reached a stop: at or above it for a buy, at or below it for a sell."""
    return price >= float(stop) if side is Side.BUY else price <= float(stop)


def no_worse(side: Side, price: Decimal, limit: Decimal) -> Decimal:
    """`price`, but never beyond the limit."""
    return min(price, limit) if side is Side.BUY else max(price, limit)
