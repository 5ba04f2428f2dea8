"""What rules are evaluated over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.expressions.times import Times

    Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """One symbol's own bars, oldest first: float64 [T], without gaps (bars that never came are left out).

    Without `times`, whatever depends on the time of a bar is unknown.
    """

    open: Column
    high: Column
    low: Column
    close: Column
    volume: Column
    times: Times | None = None

    def __len__(self) -> int:
        return len(self.close)


@dataclass(frozen=True, slots=True)
class PositionColumns:
    """The bot's own position in the symbol at each bar: float64 [T], or one number for all; NaN where it has none.

    `entry_price` is what a share cost on average, `gain` the ratio by which the position has gained since, `bars_held`
    the own bars that have closed since the entry, `quantity` negative for a short position.
    """

    entry_price: Column
    gain: Column
    bars_held: Column
    quantity: Column
