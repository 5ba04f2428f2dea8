"""What guards compare equity with: the previous session's close, the peak, the start, the day's open.

Selections only, no arithmetic, so that a whole block of rows and the same rows one by one give the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EquityBlock:
    """Equity of the bot at K consecutive rows, USD: at each bar's open, adverse extreme and close, all [K]."""

    session: NDArray[np.int64]
    opening: NDArray[np.float64]
    adverse: NDArray[np.float64]
    closing: NDArray[np.float64]

    def upto(self, rows: int) -> EquityBlock:
        """The first `rows` rows."""
        return EquityBlock(self.session[:rows], self.opening[:rows], self.adverse[:rows], self.closing[:rows])


@dataclass(frozen=True, slots=True)
class Marks:
    """What is remembered between blocks; USD. `last_close` is the newest closing equity, of session `session`."""

    start: float
    peak: float
    previous_close: float
    day_open: float
    last_close: float
    session: int

    @classmethod
    def restarted(cls, equity: float, session: int) -> Marks:
        """As if the bot began now with `equity`: at the start, and when a guard is released."""
        return cls(equity, equity, equity, equity, equity, session)

    def after(self, block: EquityBlock) -> Marks:
        """What is remembered once `block` has passed (K >= 1)."""
        columns = references(self, block)
        return Marks(
            start=self.start,
            peak=max(self.peak, float(block.closing.max())),
            previous_close=float(columns.previous_close[-1]),
            day_open=float(columns.day_open[-1]),
            last_close=float(block.closing[-1]),
            session=int(block.session[-1]),
        )


@dataclass(frozen=True, slots=True)
class References:
    """Reference equity for each of K rows, from what was known before that row; all [K] float64."""

    start: NDArray[np.float64]
    peak: NDArray[np.float64]
    previous_close: NDArray[np.float64]
    day_open: NDArray[np.float64]


def references(marks: Marks, block: EquityBlock) -> References:
    """References for every row of `block`, carried on from `marks`."""
    before = np.concatenate(([marks.last_close], block.closing[:-1]))
    session_before = np.concatenate(([marks.session], block.session[:-1]))
    first_of_session = block.session != session_before
    peaks = np.maximum.accumulate(np.concatenate(([marks.peak], block.closing[:-1])))
    return References(
        start=np.full(len(block.closing), marks.start),
        peak=peaks,
        previous_close=_held_since(first_of_session, before, marks.previous_close),
        day_open=_held_since(first_of_session, block.opening, marks.day_open),
    )


def _held_since(changes: NDArray[np.bool_], values: NDArray[np.float64], carried: float) -> NDArray[np.float64]:
    """`values` at the latest change up to each row, `carried` before the first change."""
    rows = np.maximum.accumulate(np.where(changes, np.arange(len(values)), -1))
    held: NDArray[np.float64] = np.where(rows >= 0, values[rows], carried)
    return held
