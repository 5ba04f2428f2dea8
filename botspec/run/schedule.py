"""When a live run does something: opens, bar closes and, between them, heartbeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from botspec.market.calendar import Session
from botspec.spec.words import Timeframe

HALF_HOUR = timedelta(minutes=30)
"""Bars of an hour begin on the hour at Alpaca, with the session in some files: no moment of either is passed over."""


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
        if session.opens_at > after:
            yield Instant(session.opens_at, Phase.OPEN, session)
        for at in _closes(session, timeframe):
            if at > after:
                yield Instant(at, Phase.CLOSE, session, last=at == session.closes_at)


def _closes(session: Session, timeframe: Timeframe) -> Iterator[datetime]:
    if timeframe.daily:
        yield session.closes_at
        return
    step = min(timedelta(seconds=timeframe.seconds), HALF_HOUR)
    at = session.opens_at + step
    while at < session.closes_at:
        yield at
        at += step
    yield session.closes_at
