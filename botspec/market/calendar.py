"""When the New York Stock Exchange is open: a shipped table, no library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
OPENS = time(9, 30)
CLOSES = time(16)
_SATURDAY = 5
_DAY = timedelta(days=1)


class OutsideCalendar(LookupError):
    """A date that the shipped table does not cover."""


@dataclass(frozen=True, slots=True)
class Session:
    """A regular session; `opens_at` and `closes_at` are aware UTC."""

    on: date
    opens_at: datetime
    closes_at: datetime

    @property
    def early(self) -> bool:
        """True when the exchange closes before 16:00."""
        return self.closes_at.astimezone(NEW_YORK).time() < CLOSES


@dataclass(frozen=True, slots=True)
class Table:
    """What the shipped file says: weekdays between `first` and `last` without a session, and early closes."""

    first: date
    last: date
    closed: frozenset[date]
    early: dict[date, time]


@lru_cache(maxsize=1)
def table() -> Table:
    """The shipped table (`xnys.txt`), read once."""
    bounds: list[date] = []
    closed: set[date] = set()
    early: dict[date, time] = {}
    for line in Path(__file__).with_name("xnys.txt").read_text(encoding="utf-8").splitlines():
        match line.split():
            case ["from", first, "to", last]:
                bounds = [date.fromisoformat(first), date.fromisoformat(last)]
            case ["closed", on]:
                closed.add(date.fromisoformat(on))
            case ["early", on, at]:
                early[date.fromisoformat(on)] = time.fromisoformat(at)
            case _:
                pass  # a comment
    first_day, last_day = bounds
    return Table(first_day, last_day, frozenset(closed), early)


def session_on(on: date) -> Session | None:
    """The session of a date, None when there is none. Raises OutsideCalendar."""
    known = table()
    if not known.first <= on <= known.last:
        raise OutsideCalendar(
            f"{on} is outside the exchange calendar that ships with botspec ({known.first} to {known.last})"
        )
    return _year(on.year).get(on)


def sessions(first: date, last: date) -> tuple[Session, ...]:
    """All sessions from `first` to `last`, both included. Raises OutsideCalendar."""
    session_on(first), session_on(last)
    years = range(first.year, last.year + 1)
    return tuple(session for year in years for on, session in _year(year).items() if first <= on <= last)


def in_new_york(at: datetime) -> str:
    """A time as people read it, wherever they are: `2007-01-03 16:00 New York`."""
    return f"{at.astimezone(NEW_YORK):%Y-%m-%d %H:%M} New York"


def next_session(after: datetime) -> Session:
    """The first session that opens later than `after`. Raises OutsideCalendar."""
    on = after.astimezone(NEW_YORK).date()
    while (session := session_on(on)) is None or session.opens_at <= after:
        on += _DAY
    return session


def previous_session(before: datetime) -> Session:
    """The last session that closed earlier than `before`. Raises OutsideCalendar."""
    on = before.astimezone(NEW_YORK).date()
    while (session := session_on(on)) is None or session.closes_at >= before:
        on -= _DAY
    return session


def is_open(at: datetime) -> bool:
    """Whether a regular session is under way: from its open up to but not including its close."""
    session = session_on(at.astimezone(NEW_YORK).date())
    return session is not None and session.opens_at <= at < session.closes_at


@lru_cache(maxsize=64)
def _year(year: int) -> dict[date, Session]:
    known = table()
    on = max(date(year, 1, 1), known.first)
    last = min(date(year, 12, 31), known.last)
    found: dict[date, Session] = {}
    while on <= last:
        if on.weekday() < _SATURDAY and on not in known.closed:
            found[on] = _session(on, known.early.get(on, CLOSES))
        on += _DAY
    return found


def _session(on: date, closes: time) -> Session:
    opens_at = datetime.combine(on, OPENS, NEW_YORK).astimezone(UTC)
    hours = timedelta(hours=closes.hour - OPENS.hour, minutes=closes.minute - OPENS.minute)
    return Session(on, opens_at, opens_at + hours)
