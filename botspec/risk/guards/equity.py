"""When a loss of equity is clearly none. Loads no numpy: blocks are looked at without it."""

from __future__ import annotations

NEAR = 1e-9  # far above what rounding can do to a loss, far below what anybody means


def no_loss(limit: float, highest: float, floor: float) -> bool:
    """True when a fall from `highest` to `floor` is clearly less than `limit`."""
    least = highest * (1 - limit + NEAR)
    return least > 0 and floor > least
