"""Prices of one row as exact decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.orders import OrderType, Side
from botspec.execution.policy import OrderPolicy
from botspec.execution.ticks import passive
from botspec.run.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def limit_price(
    policy: OrderPolicy, side: Side, column_prices: NDArray[np.float64] | None, view: View, column: int
) -> Decimal | None:
    """What a limit order's price rule says at this row, rounded passively to the tick; None when it is unknown."""
    if policy.type is not OrderType.LIMIT or column_prices is None:
        return None
    price = float(column_prices[view.row, column])
    if not 0 < price < float("inf"):
        return None
    rounded = passive(Decimal(repr(round(price, 9))), side)  # 100 * 1.1 is 110, not a cent more
    return rounded if rounded > 0 else None


def is_known(view: View, column: int) -> bool:
    """True when there is a last price."""
    return 0 < float(view.close[column]) < float("inf")


def price_at(view: View, column: int) -> Decimal:
    """The last price, USD; NaN when there is none."""
    return Decimal(repr(float(view.close[column])))
