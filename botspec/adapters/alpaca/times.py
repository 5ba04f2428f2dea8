"""Alpaca's clock and calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.orders import Malformed, Raw, mapping, sequence, text, time_of
from botspec.adapters.alpaca.sdk import TradingClient
from botspec.market.calendar import NEW_YORK, Session
from botspec.ports.broker import Unavailable

TOO_SLOW = timedelta(seconds=5)
_NONE = timedelta(0)


def clock_skew(
    connection: Connection[TradingClient], now: Callable[[], datetime], too_slow: timedelta = TOO_SLOW
) -> timedelta | None:
    """How far Alpaca's clock is at least ahead of ours (negative: behind), None when the answer took `too_slow`.

    Alpaca looked at its clock at some moment between question and answer: nobody knows at which. Raises Unavailable.
    """
    asked: list[datetime] = []

    def ask(client: TradingClient) -> object:
        asked.append(now())
        return client.get("/clock")

    raw = connection.read("reading the clock", ask)
    first, last = sorted((asked[-1], now()))
    try:
        theirs = time_of(mapping(raw), "timestamp")
    except Malformed as error:
        raise Unavailable(f"Alpaca's clock answered with {error}") from None
    if theirs is None:
        raise Unavailable("Alpaca's clock does not say what time it is")
    if last - first > too_slow:
        return None
    return min(theirs - first, _NONE) + max(theirs - last, _NONE)


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
