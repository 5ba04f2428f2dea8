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

Settings = tuple[float, ...]
"""A value for every parameter, in their order; int where the parameter is whole."""
Bars = Callable[..., int]
"""A number of bars, from the settings."""

TRUSTED = 1e-4
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that is the same at every bar; without a `default` it has to be written."""

    name: str
    default: float | None = None
    low: float = 1
    high: float = LONGEST
    whole: bool = True

    def value(self, number: float) -> float:
        """`number` as it is passed on."""
        return int(number) if self.whole else float(number)

    def __str__(self) -> str:
        return self.name if self.default is None else f"{self.name}={self.default:g}"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A function of series and parameters.

    `reads` are the bars' own series it takes without being asked (atr: high, low, close), `takes` those it is given.
    `lookback(*settings)` is the number of bars before the first value, `decay(*settings)` the number after it until
    the weight of what lies before the first bar is below 0.0001. `compute(series, settings)` gets contiguous float64
    columns without a gap, longer than `lookback`, those of `reads` first, and gives a column for each of `outputs`
    (one when there are none); what it gives for the first `lookback` bars does not count. `ahead(*settings)` is the
    number of later bars a value needs: a rule with one that needs any is refused.
    """

    name: str
    takes: tuple[str, ...]
    reads: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    lookback: Bars
    compute: Callable[[tuple[Column, ...], Settings], tuple[Column, ...]]
    summary: str
    formula: str = ""
    note: str = ""
    outputs: tuple[str, ...] = ()
    decay: Bars = lambda *_: 0
    ahead: Bars = lambda *_: 0

    @property
    def signature(self) -> str:
        return f"{self.name}({', '.join([*self.takes, *map(str, self.parameters)])})"

    @property
    def example(self) -> str:
        """A call that computes, choosing the first output of several."""
        due = (self.usual(parameter) for parameter in self.parameters if parameter.default is None)
        given = [*("close" if name != "y" else "volume" for name in self.takes), *(f"{value:g}" for value in due)]
        field = f".{self.outputs[0]}" if self.outputs else ""
        return f"{self.name}({', '.join(given)}){field}"

    @property
    def usual_settings(self) -> Settings:
        """Defaults, and 14 where there is none."""
        return tuple(parameter.value(self.usual(parameter)) for parameter in self.parameters)

    @staticmethod
    def usual(parameter: Parameter) -> float:
        return 14 if parameter.default is None else parameter.default


def forgotten(alpha: float) -> int:
    """Bars until `(1 - alpha) ** bars` is below 0.0001: the weight of the start of an exponential average."""
    if alpha >= 1:
        return 0
    return math.floor(math.log(TRUSTED) / math.log1p(-alpha)) + 1


def exponential(period: float) -> int:
    """Bars until an exponential average of `period` has forgotten its start."""
    return forgotten(2 / (period + 1))


def cascaded(period: float, times: int, weight: float) -> int:
    """Likewise of `times` exponential averages of each other, whose weights add up to `weight`."""
    alpha = 2 / (period + 1)
    least, enough = 0, 2 * times * exponential(period)
    while least < enough:
        middle = (least + enough) // 2
        if weight * _remembered(alpha, times, middle) < TRUSTED:
            enough = middle
        else:
            least = middle + 1
    return least


def _remembered(alpha: float, times: int, bars: int) -> float:
    """What `times` averages give to values more than `bars` bars ago: fewer than `times` hits in all of `tries`."""
    tries = bars + times - 1
    return sum(math.comb(tries, hits) * alpha**hits * (1 - alpha) ** (tries - hits) for hits in range(times))


def wilder(period: float) -> int:
    """Likewise of Wilder's smoothing, an exponential average with alpha 1/period."""
    return forgotten(1 / period)
