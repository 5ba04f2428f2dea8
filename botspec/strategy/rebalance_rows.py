"""Which rows close a first or last session of a week, month or quarter: by the exchange's calendar, never by the data.

What the last session of a month is, is known on that day, so a live run decides on it as a back-test does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

import numpy as np

from botspec.market.calendar import Session, sessions, table
from botspec.market.moments import nanoseconds
from botspec.spec.words import Every, OnSession

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel

_AROUND = timedelta(days=10)  # longer than the exchange was ever closed, so that a group's ends are its own


def rebalance_rows(panel: Panel, every: Every, on: OnSession) -> NDArray[np.bool_]:
    """True [T] at the last bar of each such session or, where it has none, at the first bar after it."""
    if not len(panel):
        return np.zeros(0, dtype=bool)
    first, last = (date.fromordinal(int(panel.session[row])) for row in (0, -1))
    closes = np.array([nanoseconds(session.closes_at) for session in scheduled(first, last, every, on)], dtype=np.int64)
    passed = np.searchsorted(closes, panel.closed_at, side="right")
    before = np.concatenate(([np.searchsorted(closes, panel.closed_at[0], side="left")], passed[:-1]))
    due: NDArray[np.bool_] = passed > before
    return due


def scheduled(first: date, last: date, every: Every, on: OnSession) -> tuple[Session, ...]:
    """First or last sessions of each day, week, month or quarter, from `first` to `last`. Raises OutsideCalendar."""
    begins, ends = _beginning(first, every) - _AROUND, _beginning(last, every) + timedelta(days=92) + _AROUND
    place = 0 if on is OnSession.FIRST else -1
    groups = groupby(_known(begins, ends), key=lambda session: _beginning(session.on, every))
    found = [tuple(group)[place] for _, group in groups]
    return tuple(session for session in found if first <= session.on <= last)


def _known(begins: date, ends: date) -> Sequence[Session]:
    covered = table()
    return sessions(max(begins, covered.first), min(ends, covered.last))


def _beginning(on: date, every: Every) -> date:
    """The first calendar day of what `on` lies in; a week begins on Monday."""
    match every:
        case Every.DAY:
            return on
        case Every.WEEK:
            return on - timedelta(days=on.weekday())
        case Every.MONTH:
            return on.replace(day=1)
        case Every.QUARTER:
            return on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1)
        case _:
            assert_never(every)
