"""Where no guard of equity can trip: a range that equity may move in unwatched, and how far it can have moved.

Equity that stays in the range keeps every reference of every guard in it too, so that one look serves many rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from botspec.risk.guards.guard import clearly_within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from botspec.run.desk import Desk
    from botspec.run.marks import Prices

    Numbers = NDArray[np.float64]

Extent = tuple[float, float]
Extents = tuple[Sequence[float], Sequence[float]]

NOWHERE: Extent = math.inf, -math.inf
UNKNOWN: Extent = -math.inf, math.inf
WIDTHS = (0.05, 0.01, 0.002)
CHUNK = 8  # rows
OFTEN = 6  # looks at the prices of a symbol from which on it pays to know the extremes of all chunks


def holds(band: Extent, extent: Extent) -> bool:
    """Whether equity with that extent stays in the band; never when it is not a number."""
    return band[0] <= extent[0] and extent[1] <= band[1]


def band_around(desk: Desk, extent: Extent) -> Extent:
    """A range around `extent` in which no guard can trip, NOWHERE when there is none; asked while none has tripped."""
    lowest, highest = extent
    if not lowest <= highest:
        return NOWHERE
    for width in WIDTHS:
        band = lowest * (1 - width), highest * (1 + width)
        if all(clearly_within(guard, desk.marks[guard.name], band) for guard in desk.equity_guards):
            return band
    return NOWHERE


@dataclass(slots=True)
class Extremes:
    """How low and how high equity can have been over some rows: summed as equity is, so that it never was beyond."""

    prices: Prices
    looks: dict[int, int] = field(default_factory=dict)
    chunks: dict[int, Extents] = field(default_factory=dict)

    def equity(self, cash: float, held: Sequence[tuple[int, float]], row: int, stop: int) -> Extent:
        """At `row` to `stop`, at opens, adverse extremes and closes, USD; UNKNOWN where a price is."""
        lowest = highest = cash
        for column, quantity in held:
            low, high = self._price(column, row, stop)
            lowest += quantity * (low if quantity > 0 else high)
            highest += quantity * (high if quantity > 0 else low)
        return lowest, highest

    def _price(self, column: int, row: int, stop: int) -> Extent:
        known = self.chunks.get(column)
        if known is None:
            looks = self.looks[column] = self.looks.get(column, 0) + 1
            if looks < OFTEN and stop - row <= CHUNK:
                return extent_of(each[row:stop, column].tolist() for each in self._arrays)
            known = self.chunks[column] = _by_chunk([each[:, column] for each in self._arrays])
        (lows, highs), first, last = known, row // CHUNK, (stop - 1) // CHUNK
        if first == last:
            return lows[first], highs[first]
        return min(lows[first : last + 1]), max(highs[first : last + 1])

    @property
    def _arrays(self) -> tuple[Numbers, ...]:
        prices = self.prices
        return prices.opening, prices.highest, prices.lowest, prices.closing


def extent_of(parts: Iterable[Sequence[float]]) -> Extent:
    """From the lowest to the highest of all of them; UNKNOWN where one is not a number."""
    each = [number for part in parts for number in part]
    return UNKNOWN if math.isnan(sum(each)) else (min(each), max(each))


def _by_chunk(columns: Sequence[Numbers]) -> Extents:
    """The lowest and highest of all of them in each chunk of rows; an unknown price makes both infinite."""
    lows, highs = _chunks(np.minimum, *columns), _chunks(np.maximum, *columns)
    unknown = np.isnan(lows)
    lows[unknown], highs[unknown] = UNKNOWN
    return lows.data, highs.data  # of a number that nobody asks for, no object is made


def _chunks(most: np.ufunc, first: Numbers, second: Numbers, third: Numbers, fourth: Numbers) -> Numbers:
    """Of each chunk, the last of which may be shorter; halved row by row, as nothing else is as fast."""
    each: Numbers = most(most(first, second), most(third, fourth))
    whole = len(each) // CHUNK * CHUNK
    found = each[:whole]
    while len(found) > whole // CHUNK:
        found = most(found[::2], found[1::2])
    return found if whole == len(each) else np.append(found, most.reduce(each[whole:]))
