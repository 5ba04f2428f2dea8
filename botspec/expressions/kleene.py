"""Three-valued logic: false < unknown < true, so that `and` is the smaller, `or` the larger, `not` the mirror image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FALSE, UNKNOWN, TRUE = 0, 1, 2


def compared(outcome: NDArray[np.bool_], left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.int8]:
    """A comparison; unknown where either side is NaN or infinite."""
    one: Any = np.isfinite(left)
    other: Any = np.isfinite(right)
    known = one if other is np.True_ else other if one is np.True_ else one & other  # a number is known everywhere
    true = (outcome & known).view(np.int8) * np.int8(TRUE)
    return np.asarray(true | (~known).view(np.int8))  # UNKNOWN is 1


def published(truth: NDArray[np.int8]) -> NDArray[np.int8]:
    """1 true, 0 false, -1 unknown."""
    told: NDArray[np.int8] = (truth == TRUE).view(np.int8) - (truth == UNKNOWN).view(np.int8)
    return told
