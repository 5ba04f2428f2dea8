"""What the benchmark has become while a run lives."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.moments import nanoseconds
from botspec.market.splits import in_new_shares
from botspec.pipeline import Pipeline
from botspec.run.marks import prices_of_panel
from botspec.run.prepare import benchmark_columns, relative_value
from botspec.run.window import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

Start = tuple["NDArray[np.float64]", int]
"""Closes [N] that it starts from, and their session."""


def benchmark_start(window: Window, began_at: datetime) -> Start | None:
    """The closes of the run's first row, None when that is still to come."""
    panel = window.panel
    first = int(np.searchsorted(panel.closed_at, nanoseconds(began_at), side="right"))
    if first >= len(panel):
        return None
    return prices_of_panel(panel.upto(first + 1)).closing[first], int(panel.session[first])


def benchmark_now(bot: Pipeline, window: Window, start: Start) -> float | None:
    """What one USD has become with the last row; None while that is unknown."""
    prices = in_new_shares(start[0], window.splits, start[1], window.session)
    relative = float(relative_value(window.last_close(), prices, benchmark_columns(bot, window.symbols)))
    return relative if relative == relative else None  # noqa: PLR0124
