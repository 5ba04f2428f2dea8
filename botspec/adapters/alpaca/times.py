"""Alpaca's clock and calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.orders import Malformed, Raw, mapping, sequence, text, time_of
from botspec.adapters.alpaca.sdk import TradingClient
from botspec.market.calendar import NEW_YORK, Session
from botspec.ports.broker import Unavailable


def clock_skew(connection: Connection[TradingClient], now: Callable[[], datetime]) -> timedelta:
    """How far Alpaca's clock is ahead of ours (negative: behind). Raises Unavailable."""
    before = now()
    raw = connection.read("reading the clock", lambda client: client.get("/clock"))
    middle = before + (now() - before) / 2
    try:
        theirs = time_of(mapping(raw), "timestamp")
    except Malformed as error:
        raise Unavailable(f"Alpaca's clock answered with {error}") from None
    if theirs is None:
        raise Unavailable("Alpaca's clock does not say what time it is")
    return theirs - middle


def broker_sessions(connection: Connection[TradingClient], first: date, last: date) -> tuple[Session, ...]:
    """Alpaca's sessions from `first` to `last`, both included. Raises Unavailable."""
    query = {"start": first.isoformat(), "end": last.isoformat()}
    raw = connection.read("reading the calendar", lambda client: client.get("/calendar", query))
    try:
        found = [_session(mapping(day)) for day in sequence(raw)]
    except (Malformed, ValueError):
        raise Unavailable("Alpaca's calendar answered with something that is no calendar") from None
    return tuple(sorted((session for session in found if first <= session.on <= last), key=lambda found: found.on))


def _session(day: Raw) -> Session:
    on = date.fromisoformat(text(day, "date"))
    opens, closes = (_new_york(on, text(day, key)) for key in ("open", "close"))
    return Session(on, opens, closes)


def _new_york(on: date, clock: str) -> datetime:
    return datetime.combine(on, time.fromisoformat(clock), NEW_YORK).astimezone(UTC)
