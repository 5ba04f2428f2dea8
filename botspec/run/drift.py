"""How far holdings have drifted from their weights: the same bits for one row and for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from botspec.run.marks import values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.strategy.targets import TargetColumns

Held = Sequence[tuple[int, float]]
FIRST_LOOK = 64


def drifted(weights: NDArray[np.float64], band: float, held: Held, closing: NDArray[np.float64], equity: float) -> bool:
    """True when any known weight [N] is further than `band` from what is held at `closing` prices [N]."""
    rows = _drifted(weights[np.newaxis], band, held, closing[np.newaxis], np.array([equity]))
    return bool(rows[0])


def first_drift(
    targets: TargetColumns, cash: float, held: Held, closing: NDArray[np.float64], row: int, stop: int
) -> int:
    """The first row from `row` up to `stop` at which weights have drifted, `stop` when there is none."""
    band, width = targets.plan.band, FIRST_LOOK
    while band is not None and row < stop:
        until = min(row + width, stop)
        equity = values(cash, held, closing, row, until)
        found = _drifted(targets.weights[row:until], band, held, closing[row:until], equity)
        if found.any():
            return row + int(found.argmax())
        row, width = until, 2 * width
    return stop


def _drifted(
    weights: NDArray[np.float64], band: float, held: Held, closing: NDArray[np.float64], equity: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """One answer a row: `weights` and `closing` [K, N], `equity` [K]."""
    actual = np.zeros(weights.shape)
    for column, quantity in held:
        actual[:, column] = quantity * closing[:, column] / equity
    rows: NDArray[np.bool_] = np.any(np.abs(actual - weights) > band, axis=1)
    return rows
