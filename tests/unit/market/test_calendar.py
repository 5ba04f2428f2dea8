"""The shipped calendar is the library's, day by day, and costs next to nothing."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime, time, timedelta

import pytest

from botspec.market import calendar
from tests.generate import xnys


@pytest.fixture(scope="module")
def library():
    """The XNYS schedule as {date: (opens_at, closes_at)}."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import exchange_calendars

        schedule = exchange_calendars.get_calendar("XNYS", start="1998-01-01", end="2030-12-31").schedule
    return {
        on.date(): (opens.to_pydatetime(), closes.to_pydatetime())
        for on, opens, closes in zip(schedule.index, schedule["open"], schedule["close"], strict=True)
    }


def test_every_day_equals_the_library(library):
    known = calendar.table()
    days = [known.first + timedelta(days=n) for n in range((known.last - known.first).days + 1)]
    ours = {on: (s.opens_at, s.closes_at) for on in days if (s := calendar.session_on(on)) is not None}
    assert ours == library


def test_the_table_is_what_the_generator_writes():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert xnys.render() == xnys.TARGET.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("on", "opens", "closes"),
    [
        (date(2010, 1, 4), (14, 30), (21, 0)),
        (date(2010, 7, 6), (13, 30), (20, 0)),
        (date(2015, 12, 24), (14, 30), (18, 0)),  # early close
        (date(2007, 3, 12), (13, 30), (20, 0)),  # first session of daylight saving by the 2007 rule
        (date(2006, 3, 13), (14, 30), (21, 0)),  # still winter by the rule before
    ],
)
def test_known_sessions(on, opens, closes):
    session = calendar.session_on(on)
    assert session is not None
    assert session.opens_at == datetime.combine(on, time(*opens), UTC)
    assert session.closes_at == datetime.combine(on, time(*closes), UTC)


@pytest.mark.parametrize(
    "on",
    [
        date(2001, 9, 11),
        date(2001, 9, 14),
        date(2012, 10, 29),  # hurricane Sandy
        date(2007, 1, 2),  # mourning for President Ford
        date(2018, 12, 5),
        date(2025, 1, 9),
        date(2010, 7, 4),  # a Sunday
        date(2010, 7, 5),  # its Monday
    ],
)
def test_known_closures(on):
    assert calendar.session_on(on) is None


def test_early_close_is_marked():
    friday = calendar.session_on(date(2013, 11, 29))
    monday = calendar.session_on(date(2013, 12, 2))
    assert friday is not None
    assert monday is not None
    assert (friday.early, monday.early) == (True, False)


def test_sessions_includes_both_ends_and_spans_years():
    found = calendar.sessions(date(2008, 12, 30), date(2009, 1, 5))
    assert [s.on.isoformat() for s in found] == ["2008-12-30", "2008-12-31", "2009-01-02", "2009-01-05"]


def test_next_session_is_strictly_later():
    tuesday = calendar.session_on(date(2010, 1, 5))
    assert tuesday is not None
    assert calendar.next_session(tuesday.opens_at - timedelta(microseconds=1)) == tuesday
    assert calendar.next_session(tuesday.opens_at).on == date(2010, 1, 6)
    assert calendar.next_session(datetime(2010, 1, 15, 23, tzinfo=UTC)).on == date(2010, 1, 19)


def test_previous_session_is_strictly_earlier():
    tuesday = calendar.session_on(date(2010, 1, 19))
    assert tuesday is not None
    assert calendar.previous_session(tuesday.closes_at + timedelta(microseconds=1)) == tuesday
    assert calendar.previous_session(tuesday.closes_at).on == date(2010, 1, 15)


def test_is_open_from_the_open_up_to_the_close():
    session = calendar.session_on(date(2010, 1, 5))
    assert session is not None
    assert calendar.is_open(session.opens_at)
    assert calendar.is_open(session.closes_at - timedelta(microseconds=1))
    assert not calendar.is_open(session.closes_at)
    assert not calendar.is_open(session.opens_at - timedelta(microseconds=1))
    assert not calendar.is_open(datetime(2010, 1, 9, 16, tzinfo=UTC))


@pytest.mark.parametrize("on", [date(1997, 12, 31), date(2031, 1, 1)])
def test_outside_the_table_is_said(on):
    with pytest.raises(calendar.OutsideCalendar, match="1998-01-01 to 2030-12-31"):
        calendar.session_on(on)
    with pytest.raises(calendar.OutsideCalendar):
        calendar.sessions(date(2000, 1, 3), on)


def test_the_end_of_the_table_is_an_error_not_a_guess():
    with pytest.raises(calendar.OutsideCalendar):
        calendar.next_session(datetime(2030, 12, 31, 20, tzinfo=UTC))
    with pytest.raises(calendar.OutsideCalendar):
        calendar.previous_session(datetime(1998, 1, 2, 14, 30, tzinfo=UTC))
