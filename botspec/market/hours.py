"""When a bot may trade: regular sessions, the hours around them too, or always. Loads no numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from botspec.market import calendar
from botspec.market.calendar import NEW_YORK, Session

Sessions = Callable[[date, date], Sequence[Session]]

NOTHING = timedelta(0)
REGULAR_SECONDS = 23_400
ONE_DAY = timedelta(days=1)
BEHIND = 5  # hours that New York is behind UTC at most: from then on the date is the same
BEFORE_OPEN = timedelta(hours=5, minutes=30)
AFTER_CLOSE = timedelta(hours=4)
"""How long Alpaca trades before the open and after the close, early closes included."""


def is_pair(symbol: str) -> bool:
    """True for a crypto pair such as BTC/USD."""
    return "/" in symbol


@dataclass(frozen=True, slots=True)
class Hours:
    """A kind of session: how far it reaches beyond the exchange's own, or that it is a whole day of `zone`."""

    zone: tzinfo
    before: timedelta = NOTHING
    after: timedelta = NOTHING
    always: bool = False

    @property
    def extended(self) -> bool:
        """True where trading goes on outside regular sessions, in which market orders wait."""
        return self.before > NOTHING

    @property
    def seconds(self) -> int:
        """Length of a usual session."""
        around = int((self.before + self.after).total_seconds())
        return 86_400 if self.always else REGULAR_SECONDS + around

    def day(self, at: datetime) -> date:
        """The date of `at` where the market is."""
        if at.tzinfo is UTC and at.hour >= BEHIND and self.zone is NEW_YORK:
            return at.date()
        return _date(at, self.zone)

    def core_on(self, on: date) -> Session | None:
        """What open and close mean in rules and limits: the regular session of a date, the whole day of a pair."""
        return _day(on) if self.always else calendar.session_on(on)

    def session_on(self, on: date) -> Session | None:
        """The session of a date, None when there is none. Raises OutsideCalendar."""
        session = self.core_on(on)
        return None if session is None else self.widened(session)

    def sessions(self, first: date, last: date) -> tuple[Session, ...]:
        """All sessions from `first` to `last`, both included. Raises OutsideCalendar."""
        if self.always:
            return tuple(_day(date.fromordinal(day)) for day in range(first.toordinal(), last.toordinal() + 1))
        return self.all_widened(calendar.sessions(first, last))

    def next_session(self, after: datetime) -> Session:
        """The first session that opens later than `after`. Raises OutsideCalendar."""
        if self.always:
            return _day(self.day(after) + ONE_DAY)
        return self.widened(calendar.next_session(after + self.before))

    def previous_session(self, before: datetime) -> Session:
        """The last session that closed earlier than `before`. Raises OutsideCalendar."""
        if self.always:
            ended = _day(self.day(before) - ONE_DAY)
            return ended if ended.closes_at < before else _day(ended.on - ONE_DAY)
        return self.widened(calendar.previous_session(before - self.after))

    def is_open(self, at: datetime) -> bool:
        """Whether a session is under way: from its open up to but not including its close."""
        session = self.session_on(self.day(at))
        return session is not None and session.opens_at <= at < session.closes_at

    def fills_at_market(self, at: datetime) -> bool:
        """Whether an order for which extended hours do not count can trade at `at`, as far as these hours tell."""
        return not self.extended or calendar.is_open(at)

    def next_core_open(self, at: datetime) -> datetime:
        """When market orders trade next after `at`. Raises OutsideCalendar."""
        return self.next_session(at).opens_at if self.always else calendar.next_session(at).opens_at

    def widened(self, session: Session) -> Session:
        """A session of the exchange with the hours around it."""
        if not self.extended:
            return session
        return Session(session.on, session.opens_at - self.before, session.closes_at + self.after)

    def all_widened(self, sessions: Iterable[Session]) -> tuple[Session, ...]:
        """Each of them."""
        return tuple(self.widened(session) for session in sessions)

    def by(self, exchange: Sessions) -> Sessions:
        """These hours around the sessions of another calendar, the broker's; days without end need none."""
        return self.sessions if self.always else lambda first, last: self.all_widened(exchange(first, last))


REGULAR = Hours(NEW_YORK)
EXTENDED = Hours(NEW_YORK, BEFORE_OPEN, AFTER_CLOSE)
ALWAYS = Hours(UTC, always=True)


def core_hours(symbols: Sequence[str]) -> Hours:
    """What a session is for these symbols, in which no two kinds are mixed: a day in UTC for pairs."""
    return ALWAYS if symbols and is_pair(symbols[0]) else REGULAR


@lru_cache(maxsize=256)
def _date(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _day(on: date) -> Session:
    opens_at = datetime.combine(on, time(), UTC)
    return Session(on, opens_at, opens_at + ONE_DAY)
