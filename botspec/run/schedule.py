"""When a live run does something: opens, bar closes and, between them, heartbeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from botspec.market.calendar import Session
from botspec.market.moments import EPOCH
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


def instants(sessions: Iterable[Session], timeframe: Timeframe, after: datetime) -> Iterator[Instant]:
    """Opens and bar closes later than `after`, in order. A daily bar closes with its session."""
    for session in sessions:
        if session.closes_at <= after:
            continue
        first = first_open(session, timeframe)
        if first > after:
            yield Instant(first, Phase.OPEN, session)
        for at in _closes(session, timeframe):
            if at > after:
                yield Instant(at, Phase.CLOSE, session, last=at == session.closes_at)


def first_open(session: Session, timeframe: Timeframe) -> datetime:
    """When the session's first bar opens: intraday bars begin on whole multiples of their width, hours at 10:00."""
    if timeframe.daily:
        return session.opens_at
    span = timedelta(seconds=timeframe.seconds)
    late = (session.opens_at - EPOCH) % span
    return session.opens_at + (span - late if late else timedelta())


def _closes(session: Session, timeframe: Timeframe) -> Iterator[datetime]:
    if timeframe.daily:
        yield session.closes_at
        return
    span = timedelta(seconds=timeframe.seconds)
    at = first_open(session, timeframe) + span
    while at < session.closes_at:
        yield at
        at += span
    yield session.closes_at
