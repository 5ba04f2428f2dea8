"""Stories of clocks, calendars and windows."""

import os
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from botspec.adapters.alpaca.timeframes import slots
from botspec.domain.orders import TimeInForce
from botspec.exchange.legality import auction_closed
from botspec.market.calendar import session_on, sessions
from botspec.market.hours import REGULAR
from botspec.market.moments import moment
from botspec.run.schedule import Phase, instants
from botspec.spec.words import Timeframe

HALF_DAY = date(2010, 11, 26)
SINGAPORE = timezone(timedelta(hours=8))


@pytest.mark.parametrize("zone", ["Asia/Singapore", "America/New_York", "Pacific/Kiritimati"])
def test_story_46_sessions_do_not_ask_where_the_machine_is(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        after_midnight = datetime(2010, 4, 21, 1, 30, tzinfo=SINGAPORE)  # 13:30 of the day before in New York
        assert REGULAR.is_open(after_midnight)
        assert not REGULAR.is_open(datetime(2010, 4, 21, 12, 0, tzinfo=SINGAPORE))
    finally:
        os.environ.pop("TZ")
        time.tzset()


def test_story_47_the_last_instant_of_a_session_is_its_own_close():
    held = sessions(date(2010, 11, 24), date(2010, 11, 29))
    closes = [each for each in instants(held, Timeframe.MINUTE, held[0].opens_at) if each.last]
    assert [each.at for each in closes] == [session.closes_at for session in held]
    assert all(each.session.on == each.at.date() for each in closes)


def test_story_48_a_half_day_closes_at_one():
    session = session_on(HALF_DAY)
    assert session.closes_at == datetime(2010, 11, 26, 18, 0, tzinfo=UTC)
    last = [each for each in instants([session], Timeframe.DAY, session.opens_at) if each.phase is Phase.CLOSE]
    assert [each.at for each in last] == [session.closes_at]


def test_story_49_it_opens_at_half_past_nine_on_either_side_of_summer_time():
    before, after = sessions(date(2010, 3, 12), date(2010, 3, 15))
    assert before.opens_at == datetime(2010, 3, 12, 14, 30, tzinfo=UTC)
    assert after.opens_at == datetime(2010, 3, 15, 13, 30, tzinfo=UTC)


def test_story_50_a_bar_belongs_to_its_session_whatever_midnight_it_is_stamped_with():
    place = slots("1Day", sessions(date(2010, 3, 12), date(2010, 3, 16)))
    for stamp, on in (("2010-03-12T05:00:00Z", 12), ("2010-03-15T04:00:00Z", 15), ("2010-03-16T04:00:00Z", 16)):
        assert moment(place(stamp).closed_at).date() == date(2010, 3, on)


@pytest.mark.parametrize(
    ("time_in_force", "at", "open_to_it"),
    [
        (TimeInForce.OPG, datetime(2010, 4, 20, 13, 27, tzinfo=UTC), True),
        (TimeInForce.OPG, datetime(2010, 4, 20, 13, 29, tzinfo=UTC), False),
        (TimeInForce.CLS, datetime(2010, 4, 20, 19, 49, tzinfo=UTC), True),
        (TimeInForce.CLS, datetime(2010, 4, 20, 19, 51, tzinfo=UTC), False),
    ],
)
def test_story_51_outside_an_auctions_window_it_is_refused_here(time_in_force, at, open_to_it):
    assert (auction_closed(time_in_force, at) is None) is open_to_it
