"""What an indicator says about itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]

TRUSTED = 1e-4


@dataclass(frozen=True, slots=True)
class Indicator:
    """A function of one or more series and, mostly, a period.

    `reads` are the bars' own series it takes without being asked (atr: high, low, close), `takes` those it is given.
    `lookback(period)` is the number of bars before the first value, `decay(period)` the number after it until the
    weight of what lies before the first bar is below 0.0001. `compute(series, period)` gets contiguous float64 columns
    without a gap, longer than `lookback`; what it returns for the first `lookback` bars is NaN.
    """

    name: str
    takes: tuple[str, ...]
    reads: tuple[str, ...]
    minimum: int
    lookback: Callable[[int], int]
    decay: Callable[[int], int]
    compute: Callable[[tuple[Column, ...], int], Column]
    summary: str
    formula: str

    @property
    def parameters(self) -> tuple[str, ...]:
        return (*self.takes, "period")

    @property
    def signature(self) -> str:
        return f"{self.name}({', '.join(self.parameters)})"

    @property
    def example(self) -> str:
        return f"{self.name}({', '.join([*('close' for _ in self.takes), '14'])})"


def no_decay(period: int) -> int:
    """Of an indicator that forgets completely."""
    del period
    return 0


def bars_until_forgotten(alpha: float) -> int:
    """Bars until `(1 - alpha) ** bars` is below 0.0001: the weight of the start of an exponential average."""
    if alpha >= 1:
        return 0
    return math.floor(math.log(TRUSTED) / math.log1p(-alpha)) + 1
