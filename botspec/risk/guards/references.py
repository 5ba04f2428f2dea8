"""What guards compare equity with: the previous session's close, the peak, the start, the day's open.

Selections only, no arithmetic, so that a whole block of rows and the same rows one by one give the same bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

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

    @property
    def extent(self) -> tuple[float, float]:
        """Lowest and highest equity in the block; NaN when any is."""
        columns = (self.opening, self.adverse, self.closing)
        lows = [float(column.min()) for column in columns]
        highs = [float(column.max()) for column in columns]
        unknown = math.isnan(sum(lows))
        return (math.nan, math.nan) if unknown else (min(lows), max(highs))

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
    week_close: float

    @property
    def extent(self) -> tuple[float, float]:
        """Lowest and highest equity remembered; NaN when any is."""
        known = (self.start, self.peak, self.previous_close, self.day_open, self.last_close, self.week_close)
        return (math.nan, math.nan) if math.isnan(sum(known)) else (min(known), max(known))

    @classmethod
    def restarted(cls, equity: float, session: int) -> Marks:
        """As if the bot began now with `equity`: at the start, and when a guard is released."""
        return cls(equity, equity, equity, equity, equity, session, equity)

    def after(self, block: EquityBlock) -> Marks:
        """What is remembered once `block` has passed (K >= 1)."""
        session = int(block.session[-1])
        began = int(np.searchsorted(block.session, session))
        previous_close, day_open = self.previous_close, self.day_open
        if began > 0 or session != self.session:
            previous_close = float(block.closing[began - 1]) if began > 0 else self.last_close
            day_open = float(block.opening[began])
        return Marks(
            start=self.start,
            peak=float(np.fmax(self.peak, np.fmax.reduce(block.closing))),
            previous_close=previous_close,
            day_open=day_open,
            last_close=float(block.closing[-1]),
            session=session,
            week_close=self._week_close(block, session),
        )

    def _week_close(self, block: EquityBlock, session: int) -> float:
        """The last closing equity before the week of `session`."""
        if _week(session) == _week(self.session):
            return self.week_close
        began = int(np.searchsorted(_week(block.session), _week(session)))
        return float(block.closing[began - 1]) if began > 0 else self.last_close


@dataclass(frozen=True, slots=True)
class References:
    """Reference equity for each of K rows, from what was known before that row; each is computed when asked for."""

    marks: Marks
    block: EquityBlock

    @property
    def start(self) -> NDArray[np.float64]:
        """Equity the bot, or the guard, started with [K]."""
        return np.full(len(self.block.closing), self.marks.start)

    @property
    def peak(self) -> NDArray[np.float64]:
        """Highest closing equity so far [K]."""
        peaks: NDArray[np.float64] = np.fmax.accumulate(self._before(self.marks.peak))
        return peaks

    @property
    def previous_close(self) -> NDArray[np.float64]:
        """Closing equity of the session before [K]."""
        return _held_since(self._new_session(), self._before(self.marks.last_close), self.marks.previous_close)

    @property
    def week_close(self) -> NDArray[np.float64]:
        """Last closing equity of the week before [K]; a week begins on Monday."""
        weeks = _week(np.concatenate(([self.marks.session], self.block.session)))
        return _held_since(weeks[1:] != weeks[:-1], self._before(self.marks.last_close), self.marks.week_close)

    @property
    def day_open(self) -> NDArray[np.float64]:
        """Equity at the open of the session [K]."""
        return _held_since(self._new_session(), self.block.opening, self.marks.day_open)

    def _before(self, first: float) -> NDArray[np.float64]:
        return np.concatenate(([first], self.block.closing[:-1]))

    def _new_session(self) -> NDArray[np.bool_]:
        changed: NDArray[np.bool_] = self.block.session != np.concatenate(
            ([self.marks.session], self.block.session[:-1])
        )
        return changed


def references(marks: Marks, block: EquityBlock) -> References:
    """References for every row of `block`, carried on from `marks`."""
    return References(marks, block)


_Session = TypeVar("_Session", int, "NDArray[np.int64]")


def _week(session: _Session) -> _Session:
    """Number of the week of a date ordinal: day 1 was a Monday."""
    return (session - 1) // 7


def _held_since(changes: NDArray[np.bool_], values: NDArray[np.float64], carried: float) -> NDArray[np.float64]:
    """`values` at the latest change up to each row, `carried` before the first change."""
    rows = np.maximum.accumulate(np.where(changes, np.arange(len(values)), -1))
    held: NDArray[np.float64] = np.where(rows >= 0, values[rows], carried)
    return held
