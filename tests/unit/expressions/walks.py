"""Prices that look like prices, the same for the same seed."""

from __future__ import annotations

import numpy as np

from botspec.expressions.columns import Columns


def random_walk(seed: int, bars: int) -> Columns:
    """Bars whose high and low hold open and close, with whole volumes."""
    source = np.random.default_rng(seed)
    close = 50 * np.exp(np.cumsum(source.normal(0, 0.015, bars)))
    open_ = close * (1 + source.normal(0, 0.005, bars))
    high = np.maximum(open_, close) * (1 + np.abs(source.normal(0, 0.005, bars)))
    low = np.minimum(open_, close) * (1 - np.abs(source.normal(0, 0.005, bars)))
    return Columns(open_, high, low, close, np.rint(source.uniform(1e3, 1e5, bars)))
