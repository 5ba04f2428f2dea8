"""Regular, extended and unending hours: opens and closes in winter, summer, on early closes and over weekends."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from botspec.market import calendar
from botspec.market.calendar import NEW_YORK
from botspec.market.hours import ALWAYS, EXTENDED, REGULAR, core_hours, is_pair

WINTER, SUMMER, EARLY, SUNDAY = date(2024, 1, 5), date(2024, 7, 5), date(2024, 11, 29), date(2024, 1, 7)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("on", "opens_at", "closes_at"),
    [
        (WINTER, utc(2024, 1, 5, 9), utc(2024, 1, 6, 1)),
        (SUMMER, utc(2024, 7, 5, 8), utc(2024, 7, 6, 0)),
        (EARLY, utc(2024, 11, 29, 9), utc(2024, 11, 29, 22)),
    ],
)
def test_extended_hours_are_from_four_to_eight_or_five_in_new_york(
    on: date, opens_at: datetime, closes_at: datetime
) -> None:
    session = EXTENDED.session_on(on)
    assert session is not None
    assert (session.opens_at, session.closes_at) == (opens_at, closes_at)
    assert EXTENDED.core_on(on) == calendar.session_on(on)


def test_the_day_of_a_moment_is_new_yorks_or_greenwichs() -> None:
    evening = utc(2024, 1, 6, 0, 30)
    assert EXTENDED.day(evening) == WINTER
    assert ALWAYS.day(evening) == date(2024, 1, 6)
    assert EXTENDED.is_open(evening)
    assert not REGULAR.is_open(evening)
    assert not EXTENDED.is_open(utc(2024, 1, 6, 1))


def test_sessions_follow_each_other_over_a_weekend() -> None:
    friday, monday = (EXTENDED.session_on(date(2024, 1, day)) for day in (5, 8))
    assert friday is not None
    assert EXTENDED.next_session(friday.opens_at) == monday
    assert EXTENDED.next_session(friday.opens_at - timedelta(seconds=1)) == friday
    assert EXTENDED.previous_session(utc(2024, 1, 8, 9)) == friday
    assert EXTENDED.previous_session(friday.closes_at).on == date(2024, 1, 4)
    assert EXTENDED.sessions(WINTER, date(2024, 1, 8)) == (friday, monday)


def test_days_without_end_are_utc_days_and_miss_none() -> None:
    days = ALWAYS.sessions(WINTER, date(2024, 1, 9))
    assert [day.on.day for day in days] == [5, 6, 7, 8, 9]
    assert all(one.closes_at == other.opens_at for one, other in itertools.pairwise(days))
    assert ALWAYS.session_on(SUNDAY) == ALWAYS.core_on(SUNDAY) == days[2]
    assert ALWAYS.is_open(utc(2024, 1, 7, 3))
    assert ALWAYS.next_session(utc(2024, 1, 7, 3)).on == date(2024, 1, 8)
    assert ALWAYS.previous_session(utc(2024, 1, 7, 3)).on == date(2024, 1, 6)
    assert ALWAYS.previous_session(utc(2024, 1, 7)).on == date(2024, 1, 5)  # the 6th closes at that very moment


def test_orders_for_regular_hours_trade_in_them_only() -> None:
    assert not EXTENDED.fills_at_market(utc(2024, 1, 5, 14, 29))
    assert EXTENDED.fills_at_market(utc(2024, 1, 5, 14, 30))
    assert not EXTENDED.fills_at_market(utc(2024, 1, 5, 21))
    assert ALWAYS.fills_at_market(utc(2024, 1, 7, 3))


def test_a_slash_makes_a_pair() -> None:
    assert is_pair("BTC/USD")
    assert not is_pair("BRK.B")
    assert core_hours(("BTC/USD", "ETH/USD")) is ALWAYS
    assert core_hours(("AAPL",)) is REGULAR
    assert core_hours(()) is REGULAR


def test_a_moment_is_on_the_date_that_new_york_has() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for hours in range(366 * 24):
        for off in (timedelta(0), timedelta(microseconds=-1)):
            at = start + timedelta(hours=hours) + off
            assert REGULAR.day(at) == at.astimezone(NEW_YORK).date()
            assert ALWAYS.day(at) == at.date()
