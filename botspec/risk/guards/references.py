"""What guards compare equity with: the previous session's close, the peak, the start, the day's open.

Selections only, no arithmetic, so that a whole block of rows and the same rows one by one give the same bits.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from botspec.domain.record import record

if TYPE_CHECKING:
    from numpy.typing import NDArray


@record(frozen=True, slots=True)
class EquityBlock:
    """Equity of the bot at K consecutive rows, USD: at each bar's open, adverse extreme and close, all [K].

    `flat`: the same everywhere, as nothing is held.
    """

    session: NDArray[np.int64]
    opening: NDArray[np.float64]
    adverse: NDArray[np.float64]
    closing: NDArray[np.float64]
    flat: bool = False

    @property
    def points(self) -> NDArray[np.float64]:
        """Opening, adverse and closing equity side by side [K, 3]."""
        return np.column_stack((self.opening, self.adverse, self.closing))

    @property
    def block(self) -> EquityBlock:
        """Itself: one row of it is an EquityPoint."""
        return self

    @property
    def first(self) -> EquityPoint:
        """The first row."""
        columns = (self.session, self.opening, self.adverse, self.closing)
        return EquityPoint(*(column[0].item() for column in columns))

    @property
    def extent(self) -> tuple[float, float]:
        """Lowest and highest equity in the block; NaN when any is."""
        if self.flat:
            value = self.closing.item(0)
            return value, value
        points = np.concatenate((self.opening, self.adverse, self.closing))
        return float(np.minimum.reduce(points)), float(np.maximum.reduce(points))

    def scaled(self, unit: float) -> EquityBlock:
        """Equity counted in units, so that money which came in is no gain; bits stay as they are where none did."""
        if unit == 1.0:
            return self
        return EquityBlock(self.session, self.opening * unit, self.adverse * unit, self.closing * unit, self.flat)

    def plus(self, amount: float) -> EquityBlock:
        """As much more at every mark, USD."""
        columns = (self.opening + amount, self.adverse + amount, self.closing + amount)
        return EquityBlock(self.session, *columns, self.flat)

    def upto(self, rows: int) -> EquityBlock:
        """The first `rows` rows."""
        columns = (self.session[:rows], self.opening[:rows], self.adverse[:rows], self.closing[:rows])
        return EquityBlock(*columns, self.flat)


@record(frozen=True, slots=True)
class EquityPoint:
    """One row of a block as plain numbers: most rows are looked at alone, where arrays would cost more than the look.

    `session` is a date ordinal, the rest USD.
    """

    session: int
    opening: float
    adverse: float
    closing: float

    @property
    def block(self) -> EquityBlock:
        """As a block of one row."""
        session = np.array([self.session], dtype=np.int64)
        return EquityBlock(session, np.array([self.opening]), np.array([self.adverse]), np.array([self.closing]))

    @property
    def first(self) -> EquityPoint:
        """Itself."""
        return self

    @property
    def extent(self) -> tuple[float, float]:
        """Lowest and highest equity; NaN when any is."""
        known = self.opening, self.adverse, self.closing
        return (math.nan, math.nan) if math.isnan(sum(known)) else (min(known), max(known))

    def scaled(self, unit: float) -> EquityPoint:
        """Equity counted in units, with the bits of a block's."""
        if unit == 1.0:
            return self
        return EquityPoint(self.session, self.opening * unit, self.adverse * unit, self.closing * unit)

    def plus(self, amount: float) -> EquityPoint:
        """As much more at every mark, with the bits of a block's."""
        return EquityPoint(self.session, self.opening + amount, self.adverse + amount, self.closing + amount)


Equity = EquityBlock | EquityPoint


@record(frozen=True, slots=True)
class Highs:
    """Highest equity at opens and closes since the start, in the session and in the week; USD.

    Session and week begin with the closing equity before them.
    """

    start: float
    session: float
    week: float


@record(frozen=True, slots=True)
class Marks:
    """What is remembered between blocks; USD. `last_close` is the newest closing equity, of session `session`.

    `peak` is of closes only; `highs` are kept for a guard that asks for them.
    """

    start: float
    peak: float
    previous_close: float
    day_open: float
    last_close: float
    session: int
    week_close: float
    highs: Highs | None = None

    @property
    def extent(self) -> tuple[float, float]:
        """Lowest and highest equity remembered; NaN when any is."""
        known: tuple[float, ...] = (
            self.start,
            self.peak,
            self.previous_close,
            self.day_open,
            self.last_close,
            self.week_close,
        )
        if self.highs is not None:
            known += (self.highs.start, self.highs.session, self.highs.week)
        return (math.nan, math.nan) if math.isnan(sum(known)) else (min(known), max(known))

    @classmethod
    def restarted(cls, equity: float, session: int, *, highs: bool = False) -> Marks:
        """As if the bot began now with `equity`: at the start, and when a guard is released."""
        kept = Highs(equity, equity, equity) if highs else None
        return cls(equity, equity, equity, equity, equity, session, equity, kept)

    def after(self, equity: Equity) -> Marks:
        """What is remembered once rows (K >= 1) or one row have passed; the same bits."""
        if isinstance(equity, EquityPoint):
            return self._after_one(equity)
        block = equity
        session = block.session.item(-1)
        began = 0 if session == block.session.item(0) else int(block.session.searchsorted(session))
        highest = block.closing.item(0) if block.flat else np.fmax.reduce(block.closing).item()
        previous_close, day_open = self.previous_close, self.day_open
        if began > 0 or session != self.session:
            previous_close = block.closing.item(began - 1) if began > 0 else self.last_close
            day_open = block.opening.item(began)
        return Marks(
            self.start,
            _peak(self.peak, highest),
            previous_close,
            day_open,
            block.closing.item(-1),
            session,
            self._week_close(block, session),
            _highs_after(self, block) if self.highs is not None else None,
        )

    def _after_one(self, point: EquityPoint) -> Marks:
        session, closing = point.session, point.closing
        new = session != self.session
        return Marks(
            self.start,
            _peak(self.peak, closing),
            self.last_close if new else self.previous_close,
            point.opening if new else self.day_open,
            closing,
            session,
            self.last_close if new and _week(session) != _week(self.session) else self.week_close,
            _highs_after(self, point.block) if self.highs is not None else None,
        )

    def _week_close(self, block: EquityBlock, session: int) -> float:
        """The last closing equity before the week of `session`."""
        if _week(session) == _week(self.session):
            return self.week_close
        began = int(block.session.searchsorted(_week(session) * 7 + 1))
        return float(block.closing[began - 1]) if began > 0 else self.last_close


def _peak(before: float, closing: float) -> float:
    """The higher of two; what is not a number is none."""
    return closing if not closing <= before and not math.isnan(closing) else before


@record(frozen=True, slots=True)
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

    @property
    def high(self) -> NDArray[np.float64]:
        """Highest equity at any open or close up to each row's open [K]."""
        highs: NDArray[np.float64] = np.fmax.accumulate(self._opens_and_closes(self._kept.start))
        return highs

    @property
    def session_high(self) -> NDArray[np.float64]:
        """The same within the session, from the closing equity before it on [K]."""
        session = np.concatenate(([self.marks.session], self.block.session))
        return self._high_within(session, self._kept.session)

    @property
    def week_high(self) -> NDArray[np.float64]:
        """The same within the week [K]."""
        weeks = _week(np.concatenate(([self.marks.session], self.block.session)))
        return self._high_within(weeks, self._kept.week)

    def losses(self, reference: NDArray[np.float64]) -> NDArray[np.float64]:
        """(reference - equity) / reference at each mark [K, 3]; NaN where the reference is not positive."""
        positive = np.where(reference > 0, reference, np.nan)[:, np.newaxis]
        fraction: NDArray[np.float64] = (positive - self.block.points) / positive
        return fraction

    def given_back(self, highest: NDArray[np.float64], base: NDArray[np.float64], after: float) -> NDArray[np.float64]:
        """The part of highest - base that is gone at each mark [K, 3]; 0 where that gain is less than `after`."""
        gain = highest - np.where(base > 0, base, np.nan)
        gone = (highest[:, np.newaxis] - self.block.points) / np.where(gain > 0, gain, np.nan)[:, np.newaxis]
        return np.where((gain < after * base)[:, np.newaxis], 0.0, gone)

    @property
    def _kept(self) -> Highs:
        if self.marks.highs is None:
            raise ValueError("no highs were kept for this guard")
        return self.marks.highs

    def _opens_and_closes(self, first: float) -> NDArray[np.float64]:
        """The higher of each row's opening and of the close before it; of the first, `first`."""
        return np.fmax(self._before(first), self.block.opening)

    def _high_within(self, window: NDArray[np.int64], carried: float) -> NDArray[np.float64]:
        begins = window[1:] != window[:-1]
        highs = self._opens_and_closes(self.marks.last_close if begins[0] else carried)
        return _highest_since(begins, highs)

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


def _highs_after(marks: Marks, block: EquityBlock) -> Highs:
    columns, last = References(marks, block), block.closing[-1]
    newest = (columns.high[-1], columns.session_high[-1], columns.week_high[-1])
    return Highs(*(float(np.fmax(high, last)) for high in newest))


def _highest_since(begins: NDArray[np.bool_], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Running maximum that starts again wherever `begins`: doubled steps, so only a few passes over the column."""
    window = np.cumsum(begins)
    highest, step = values.copy(), 1
    longest = int(np.bincount(window).max())
    while step < longest:
        same = window[step:] == window[:-step]
        highest[step:] = np.where(same, np.fmax(highest[step:], highest[:-step]), highest[step:])
        step *= 2
    return highest
