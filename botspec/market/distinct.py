"""Where the values of a column change; `numpy.unique` would import `numpy.ma`, 40 ms of every start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def starts(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows at which a new value begins in sorted `values` [T]."""
    if not len(values):
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))


def distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each value once, ascending; `values` need not be sorted."""
    ordered = values if bool((values[1:] >= values[:-1]).all()) else np.sort(values)
    return ordered[starts(ordered)]
