"""What one symbol brought, measured against the bot's equity: the guards of equity, each symbol by itself.

A symbol's result is cumulative: it may be negative, and is no equity. What is lost since a reference is a part of the
equity that the bot had there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.record import record
from botspec.risk.guards.guard import NO_MONEY, Breach, EquityGuard, first_broken
from botspec.risk.guards.references import Equity, EquityBlock, EquityPoint, Marks, References

if TYPE_CHECKING:
    from numpy.typing import NDArray


@record(frozen=True, slots=True)
class ResultMarks:
    """What is remembered of one symbol between blocks, USD: its results, the bot's equity at the same moments.

    `at_peak` is the bot's equity at the latest close at which the result was at its peak.
    """

    result: Marks
    equity: Marks
    at_peak: float

    @classmethod
    def restarted(cls, result: float, equity: Marks, *, highs: bool) -> ResultMarks:
        """As if it were watched from now on; `equity` was restarted too, or is that of a symbol never touched."""
        return cls(Marks.restarted(result, equity.session, highs=highs), equity, equity.last_close)

    def after(self, result: Equity, equity: Equity, after: Marks) -> ResultMarks:
        """What is remembered once rows have passed; `after` is what that makes of `equity`."""
        return ResultMarks(self.result.after(result), after, self._at_peak(result, equity))

    def _at_peak(self, result: Equity, equity: Equity) -> float:
        if isinstance(result, EquityPoint) or isinstance(equity, EquityPoint):
            return equity.first.closing if result.first.closing >= self.result.peak else self.at_peak
        highest = np.fmax.reduce(result.closing)
        if not highest >= self.result.peak:
            return self.at_peak
        last = int(np.flatnonzero(result.closing == highest)[-1])
        return float(equity.closing[last])


@record(frozen=True, slots=True)
class Reference:
    """A symbol's result and the bot's equity at the reference of each row [K], USD."""

    result: NDArray[np.float64]
    equity: NDArray[np.float64]


@record(frozen=True, slots=True)
class ResultColumns:
    """References of one symbol for each of K rows; the same selections for results and for equity."""

    results: References
    equity: References
    at_peak: float

    @property
    def start(self) -> Reference:
        """The start."""
        return Reference(self.results.start, self.equity.start)

    @property
    def peak(self) -> Reference:
        """The highest close so far, and the equity when it was last there."""
        before = np.concatenate(([self.results.marks.peak], self.results.block.closing[:-1]))
        peaks = self.results.peak
        there = np.maximum.accumulate(np.where(before >= peaks, np.arange(len(before)), 0))
        return Reference(peaks, np.concatenate(([self.at_peak], self.equity.block.closing[:-1]))[there])

    @property
    def previous_close(self) -> Reference:
        """The close of the session before."""
        return Reference(self.results.previous_close, self.equity.previous_close)

    @property
    def week_close(self) -> Reference:
        """The last close of the week before."""
        return Reference(self.results.week_close, self.equity.week_close)

    @property
    def day_open(self) -> Reference:
        """The open of the session."""
        return Reference(self.results.day_open, self.equity.day_open)

    @property
    def high(self) -> Reference:
        """The highest open or close so far."""
        return self._above(self.results.high, self.start)

    @property
    def session_high(self) -> Reference:
        """The same within the session."""
        return self._above(self.results.session_high, self.previous_close)

    @property
    def week_high(self) -> Reference:
        """The same within the week."""
        return self._above(self.results.week_high, self.week_close)

    def losses(self, reference: Reference) -> NDArray[np.float64]:
        """(result at the reference - result) / equity at the reference; NaN where that is not positive."""
        positive = np.where(reference.equity > 0, reference.equity, np.nan)[:, np.newaxis]
        fraction: NDArray[np.float64] = (reference.result[:, np.newaxis] - self.results.block.points) / positive
        return fraction

    def given_back(self, highest: Reference, base: Reference, after: float) -> NDArray[np.float64]:
        """As of equity; the gain counts from `after` times the equity at the base."""
        gain = highest.result - np.where(base.equity > 0, base.result, np.nan)
        gone = (highest.result[:, np.newaxis] - self.results.block.points) / np.where(gain > 0, gain, np.nan)[
            :, np.newaxis
        ]
        return np.where((gain < after * base.equity)[:, np.newaxis], 0.0, gone)

    @staticmethod
    def _above(highest: NDArray[np.float64], base: Reference) -> Reference:
        """The equity is what the bot would have had there, had nothing moved but this symbol since the base."""
        return Reference(highest, base.equity + (highest - base.result))


def result_columns(marks: ResultMarks, result: EquityBlock, equity: EquityBlock) -> ResultColumns:
    """References for every row, carried on from `marks`."""
    return ResultColumns(References(marks.result, result), References(marks.equity, equity), marks.at_peak)


def first_result_breach(guard: EquityGuard, marks: ResultMarks, result: Equity, equity: Equity) -> Breach | None:
    """The first breach of one symbol, in the order of `first_breach`.

    Its equity is what the bot would have had, had nothing moved since the reference but this symbol.
    """
    if surely_within(guard, marks, result, equity):
        return None
    columns = result_columns(marks, result.block, equity.block)
    reference = guard.reference(columns)
    losses = guard.losses(columns, reference)
    found = first_broken(losses, guard.limit)
    if found is None:
        return None
    row, point, where = found
    began = float(reference.equity[row])
    moved = float(result.block.points[row, point] - reference.result[row])
    return Breach(row, where, float(losses[row, point]), began, began + moved)


def surely_within(guard: EquityGuard, marks: ResultMarks, result: Equity, equity: Equity) -> bool:
    """True when the whole span of results, measured against the least equity, can be no breach."""
    (lowest, highest), (low, high) = marks.result.extent, result.extent
    least = min(marks.equity.extent[0], marks.at_peak, equity.extent[0])
    top = max(highest, high)
    if math.isnan(lowest + low + least) or not least > NO_MONEY:
        return False
    return guard.is_clear(least - (top - min(lowest, low)), least, least - (top - low))
