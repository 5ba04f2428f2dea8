"""Small panels for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.panel import CorporateAction, Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST = date(2007, 1, 1).toordinal()
DAY = 86_400 * 1_000_000_000


def daily_panel(
    closes: Mapping[str, Sequence[float]], actions: Sequence[CorporateAction] = (), spread: float = 1.0
) -> Panel:
    """Daily bars that open at their close, `spread` wide on both sides; NaN is no bar."""
    close = np.array(list(closes.values()), dtype=np.float64).T.copy(order="F")
    rows = np.arange(len(close), dtype=np.int64)
    return Panel(
        symbols=tuple(closes),
        opened_at=rows * DAY,
        closed_at=rows * DAY + DAY // 4,
        session=rows + FIRST,
        open=close.copy(order="F"),
        high=close + spread,
        low=close - spread,
        close=close,
        volume=close * 0 + 1000.0,
        actions=tuple(actions),
    )


def wave(rows: int, phase: float = 0.0) -> NDArray[np.float64]:
    """A price that swings around 50."""
    return 50 + 10 * np.sin(np.arange(rows) * 0.7 + phase)
