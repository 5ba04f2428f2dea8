"""One row of bars: what the market did until one moment."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from botspec.domain.record import record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@record(frozen=True, slots=True)
class Slice:
    """Bars of all symbols with the same `closed_at`; arrays are [N] float64 in the panel's symbol order, NaN = no bar.

    `opened_at` and `closed_at` are UTC nanoseconds; `session` is the proleptic ordinal of the session's date. `row` is
    where the bars stand in the panel they are of, -1 for bars of no panel.
    """

    symbols: tuple[str, ...]
    opened_at: int
    closed_at: int
    session: int
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    volume: NDArray[np.float64]
    row: int = field(default=-1, compare=False)
