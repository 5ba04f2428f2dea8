"""First and last sessions of weeks, months and quarters. Loads no numpy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import assert_never

from botspec.market.calendar import Session, table
from botspec.market.hours import REGULAR, Hours
from botspec.spec.words import Every, OnSession

_AROUND = timedelta(days=10)  # longer than the exchange was ever closed, so that a group's ends are its own


def scheduled(first: date, last: date, every: Every, on: OnSession, core: Hours = REGULAR) -> tuple[Session, ...]:
    """First or last sessions of each day, week, month or quarter, from `first` to `last`. Raises OutsideCalendar."""
    begins, ends = _beginning(first, every) - _AROUND, _beginning(last, every) + timedelta(days=92) + _AROUND
    place = 0 if on is OnSession.FIRST else -1
    groups = groupby(_known(begins, ends, core), key=lambda session: _beginning(session.on, every))
    found = [tuple(group)[place] for _, group in groups]
    return tuple(session for session in found if first <= session.on <= last)


def _known(begins: date, ends: date, core: Hours) -> Sequence[Session]:
    covered = table()
    return core.sessions(max(begins, covered.first), min(ends, covered.last))


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
