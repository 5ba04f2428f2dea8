"""Simulated time: events in order, sessions ended by the calendar, never back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from botspec.domain.orders import OrderStatus
from botspec.simulator.venue import Print, Venue
from tests.fakes.market import Bar, an_exchange, days, minutes, order

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)
BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)


def test_time_never_goes_back() -> None:
    venue = Venue(days({"AAPL": [QUIET] * 2}), an_exchange(), BEFORE)
    assert venue.advance(OPENS) == 1
    assert venue.advance(BEFORE) == 0
    assert venue.now == OPENS


def test_a_session_ends_with_the_calendars_close_not_with_its_last_bar() -> None:
    venue = Venue(minutes({"AAPL": [QUIET] * 2}), an_exchange(), BEFORE)
    venue.advance(OPENS)
    resting = venue.exchange.submit(order("buy", 1, limit=5), OPENS)
    assert venue.advance(OPENS + timedelta(minutes=2)) == 3  # close, open, close
    assert venue.exchange.session_is_open
    assert venue.next_event_at == datetime(2010, 1, 4, 21, 0, tzinfo=UTC)
    venue.advance(datetime(2010, 1, 4, 21, 0, tzinfo=UTC))
    found = venue.exchange.order(resting.id)
    assert found is not None
    assert found.status is OrderStatus.EXPIRED
    assert venue.next_event_at is None


def test_an_early_close() -> None:
    panel = days({"AAPL": [QUIET] * 2}, first=date(2010, 11, 26))
    venue = Venue(panel, an_exchange(), datetime(2010, 11, 26, 14, 30, tzinfo=UTC))
    assert venue.next_event_at == datetime(2010, 11, 26, 18, 0, tzinfo=UTC)


def test_bars_that_closed_before_the_start_are_history() -> None:
    venue = Venue(days({"AAPL": [QUIET, (11.0,) * 4]}), an_exchange(), OPENS + timedelta(hours=12))
    assert (venue.closed_rows, venue.previous_close("AAPL")) == (1, None)
    assert str(venue.exchange.last_price("AAPL")) == "10.0"
    venue.advance(OPENS + timedelta(days=1))
    assert (venue.last_trade("AAPL"), venue.previous_close("AAPL")) == (Print(11.0, panel_open(venue), 3), 10.0)


def panel_open(venue: Venue) -> int:
    return int(venue.panel.opened_at[1])
