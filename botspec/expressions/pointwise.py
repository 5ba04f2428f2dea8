"""Functions of numbers of the same bar; what has no finite value is unknown."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Column = NDArray[np.float64]

_OF_ONE = {
    "abs": np.abs,
    "sign": np.sign,
    "sqrt": np.sqrt,
    "log": np.log,
    "exp": np.exp,
    "round": np.rint,
    "floor": np.floor,
    "ceil": np.ceil,
}
_OF_MANY = {"min": np.minimum, "max": np.maximum}


def pointwise(function: str, operands: list[Column]) -> Column:
    """The function at every bar; numbers that never change are arrays without dimensions."""
    value = _OF_ONE[function](operands[0]) if function in _OF_ONE else reduce(_OF_MANY[function], operands)
    return np.where(np.isfinite(value), value, np.nan)
