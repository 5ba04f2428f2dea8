"""Three-valued logic: false < unknown < true, so that `and` is the smaller, `or` the larger, `not` the mirror image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FALSE, UNKNOWN, TRUE = 0, 1, 2


def compared(outcome: NDArray[np.bool_], left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.int8]:
    """A comparison; unknown where either side is NaN or infinite."""
    known = np.isfinite(left) & np.isfinite(right)
    return np.where(known, outcome * np.int8(TRUE), np.int8(UNKNOWN))


def published(truth: NDArray[np.int8]) -> NDArray[np.int8]:
    """1 true, 0 false, -1 unknown."""
    told: NDArray[np.int8] = (truth == TRUE).view(np.int8) - (truth == UNKNOWN).view(np.int8)
    return told
