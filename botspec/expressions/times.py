"""When bars open and close, and the sessions, weeks and hours they are part of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.buckets import buckets
from botspec.market.calendar import OutsideCalendar
from botspec.market.distinct import distinct
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import SECOND, nanoseconds
from botspec.spec.words import Timeframe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Moments = NDArray[np.int64]

NEVER = -1
"""Instead of a moment or a span that the exchange's calendar does not know."""
_WEEK = 7
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Spans:
    """The slower bar each bar is part of [T]: its number (NEVER: of none), and when it begins and is closed."""

    number: Moments
    starts: Moments
    ends: Moments

    def taken(self, rows: NDArray[np.int64]) -> Spans:
        return Spans(self.number[rows], self.starts[rows], self.ends[rows])


class Times:
    """Times of bars, int64 [T]: UTC nanoseconds, and the ordinal of the session's date. Worked out when asked for."""

    def __init__(self, opened_at: Moments, closed_at: Moments, session: Moments, core: Hours = REGULAR) -> None:
        """`core` is what open and close mean for these bars."""
        self.core = core
        self._opened_at = opened_at
        self._closed_at = closed_at
        self._session = session
        self._spans: dict[str, Spans] = {}

    def __len__(self) -> int:
        return len(self._session)

    @property
    def opened_at(self) -> Moments:
        return self._opened_at

    @property
    def closed_at(self) -> Moments:
        return self._closed_at

    @property
    def session(self) -> Moments:
        return self._session

    @cached_property
    def opens(self) -> Moments:
        """When each bar's session opens; NEVER where the calendar has none."""
        return _each(self.session, lambda day: _session(self.core, day)[0])

    @cached_property
    def closes(self) -> Moments:
        """When each bar's session closes."""
        return _each(self.session, lambda day: _session(self.core, day)[1])

    def spans(self, timeframe: str) -> Spans:
        """The slower bars; a bar that reaches beyond its span, or one of no session, is part of none."""
        if timeframe not in self._spans:
            self._spans[timeframe] = self._spanned(Timeframe(timeframe))
        return self._spans[timeframe]

    def _spanned(self, timeframe: Timeframe) -> Spans:
        match timeframe:
            case Timeframe.DAY:
                spans = Spans(self.session, self.opens, self.closes)
            case Timeframe.WEEK:
                spans = self._sessions((self.session - 1) // _WEEK, _week)
            case Timeframe.MONTH:
                spans = self._sessions(_each(self.session, _month_number), _month)
            case _:
                starts, ends = buckets(self.opened_at, self.opens, self.closes, timeframe.seconds * SECOND)
                spans = Spans(starts, starts, ends)
        inside = (self.opens != NEVER) & (spans.ends != NEVER)
        inside &= (self.opened_at >= spans.starts) & (self.closed_at <= spans.ends)
        if timeframe not in {Timeframe.WEEK, Timeframe.MONTH}:
            inside &= (spans.starts >= self.opens) & (spans.ends <= self.closes)
        return Spans(np.where(inside, spans.number, NEVER), spans.starts, spans.ends)

    def _sessions(self, number: Moments, bounds: Callable[[Hours, int], tuple[int, int]]) -> Spans:
        return Spans(
            number,
            _each(number, lambda group: bounds(self.core, group)[0]),
            _each(number, lambda group: bounds(self.core, group)[1]),
        )


class OwnTimes(Times):
    """The times of some rows of others, taken when asked for: what is worked out for those is not worked out again."""

    def __init__(self, whole: Times, rows: NDArray[np.int64]) -> None:
        super().__init__(whole.opened_at, whole.closed_at, whole.session, whole.core)
        self._whole = whole
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def opened_at(self) -> Moments:
        return self._whole.opened_at[self._rows]

    @property
    def closed_at(self) -> Moments:
        return self._whole.closed_at[self._rows]

    @property
    def session(self) -> Moments:
        return self._whole.session[self._rows]

    @cached_property
    def opens(self) -> Moments:
        return self._whole.opens[self._rows]

    @cached_property
    def closes(self) -> Moments:
        return self._whole.closes[self._rows]

    def spans(self, timeframe: str) -> Spans:
        return self._whole.spans(timeframe).taken(self._rows)


def _each(numbers: Moments, worked_out: Callable[[int], int]) -> Moments:
    different = distinct(numbers)
    each = np.array([worked_out(int(number)) for number in different], dtype=np.int64)
    return each[np.searchsorted(different, numbers)]


@cache
def _session(core: Hours, day: int) -> tuple[int, int]:
    try:
        session = core.core_on(date.fromordinal(day))
    except (OutsideCalendar, ValueError, OverflowError):
        return NEVER, NEVER
    return (nanoseconds(session.opens_at), nanoseconds(session.closes_at)) if session else (NEVER, NEVER)


def _month_number(day: int) -> int:
    on = date.fromordinal(day)
    return on.year * _MONTHS + on.month - 1


@cache
def _week(core: Hours, number: int) -> tuple[int, int]:
    first = date.fromordinal(number * _WEEK + 1)
    return _between(core, first, date.fromordinal(first.toordinal() + _WEEK - 1))


@cache
def _month(core: Hours, number: int) -> tuple[int, int]:
    year, month = divmod(number, _MONTHS)
    following, next_month = divmod(number + 1, _MONTHS)
    last = date.fromordinal(date(following, next_month + 1, 1).toordinal() - 1)
    return _between(core, date(year, month + 1, 1), last)


def _between(core: Hours, first: date, last: date) -> tuple[int, int]:
    try:
        held = core.sessions(first, last)
    except OutsideCalendar:
        return NEVER, NEVER
    return (nanoseconds(held[0].opens_at), nanoseconds(held[-1].closes_at)) if held else (NEVER, NEVER)
