"""When a live run does something: opens, bar closes and, between them, heartbeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from botspec.market.calendar import Session
from botspec.market.hours import REGULAR, Hours
from botspec.spec.words import Timeframe


class Phase(StrEnum):
    """Kinds of instant."""

    OPEN = "open"
    CLOSE = "close"
    HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True)
class Instant:
    """Something happens at `at`; `last` marks the close of a session's last bar."""

    at: datetime
    phase: Phase
    session: Session
    last: bool = False


def instants(
    sessions: Iterable[Session],
    timeframe: Timeframe,
    after: datetime,
    lead: timedelta = timedelta(0),
    hours: Hours = REGULAR,
) -> Iterator[Instant]:
    """Opens and bar closes later than `after`, in order. A bar of a day or longer closes with its last session.

    What is done at an open is done `lead` before it. Extended sessions have the regular open as a second one; where
    days follow each other without a break there is none.
    """
    for session in sessions:
        if session.closes_at <= after:
            continue
        if not hours.always and session.opens_at - lead > after and begins_bar(session, timeframe):
            yield Instant(session.opens_at - lead, Phase.OPEN, session)
        for at in _closes(session, timeframe, hours):
            if at > after:
                yield Instant(at, Phase.CLOSE, session, last=at == session.closes_at)
            if hours.extended and at == session.opens_at + hours.before > after:
                yield Instant(at, Phase.OPEN, session)


def begins_bar(session: Session, timeframe: Timeframe) -> bool:
    """Whether a bar begins with the session: not where it is a later one of a week or a month."""
    return not _slow(timeframe) or _period(REGULAR.previous_session(session.opens_at).on, timeframe) != _period(
        session.on, timeframe
    )


def _closes(session: Session, timeframe: Timeframe, hours: Hours) -> Iterator[datetime]:
    """Intraday bars count from the open, and the last one ends with the session."""
    if timeframe.intraday:
        span = timedelta(seconds=timeframe.seconds)
        at = session.opens_at + span
        while at < session.closes_at:
            yield at
            at += span
    elif _slow(timeframe) and _period(hours.next_session(session.opens_at).on, timeframe) == _period(
        session.on, timeframe
    ):
        return
    yield session.closes_at


def _slow(timeframe: Timeframe) -> bool:
    return timeframe in {Timeframe.WEEK, Timeframe.MONTH}


def _period(on: date, timeframe: Timeframe) -> tuple[int, int]:
    """The week or month of a day."""
    return on.isocalendar()[:2] if timeframe is Timeframe.WEEK else (on.year, on.month)
