from datetime import UTC, date, datetime, timedelta

import pytest

from botspec.adapters.alpaca.connect import PAPER, trading
from botspec.adapters.alpaca.times import broker_sessions, clock_skew
from botspec.market.calendar import session_on
from botspec.ports.broker import Unavailable
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply


def opened(*replies):
    return trading(PAPER, CREDENTIALS, FakeTransport(*replies))


@pytest.mark.parametrize(
    ("second", "took", "skew"),
    [
        ("24.5", 2, 2.5),  # at least: Alpaca may have looked last thing
        ("15.5", 2, -4.5),
        ("20.0", 2, 0),
        ("21.9", 2, 0),
        ("23.0", 4.9, 0),  # as of a clock that is right, and an answer that was long on its way
        ("29.0", 4.9, 4.1),
        ("24.0", 5.1, None),
        ("59.0", 5.1, None),
        ("19.0", -3, 0),  # our own clock was set back between question and answer
        ("20.0", -9, None),
    ],
)
def test_skew_is_what_it_must_at_least_be_wherever_between_question_and_answer_the_broker_looked(second, took, skew):
    began = datetime(2026, 11, 20, 19, 15, 20, tzinfo=UTC)
    ours = iter([began, began + timedelta(seconds=took)])
    clock = Reply({"timestamp": f"2026-11-20T14:15:{second}-05:00", "is_open": True})
    assert clock_skew(opened(clock), ours.__next__) == (None if skew is None else timedelta(seconds=skew))


def test_a_question_that_must_be_exact_bears_less():
    began = datetime(2026, 11, 20, 19, 15, 20, tzinfo=UTC)
    ours = iter([began, began + timedelta(seconds=2.1)])
    clock = Reply({"timestamp": "2026-11-20T14:15:21-05:00", "is_open": True})
    assert clock_skew(opened(clock), ours.__next__, timedelta(seconds=2)) is None


@pytest.mark.parametrize("reply", [Reply({}), Reply({"timestamp": "now"}), Reply([]), Reply(None, 500)])
def test_a_clock_that_cannot_be_read_is_unavailable(reply):
    with pytest.raises(Unavailable):
        clock_skew(opened(reply), lambda: datetime(2026, 11, 20, tzinfo=UTC))


def test_the_brokers_calendar_agrees_with_the_shipped_one():
    days = [
        {"date": "2026-11-27", "open": "09:30", "close": "13:00", "session_open": "0400", "session_close": "1700"},
        {"date": "2026-07-06", "open": "09:30", "close": "16:00"},
        {"date": "2030-01-02", "open": "09:30", "close": "16:00"},
    ]
    first, last = date(2026, 7, 1), date(2026, 11, 30)
    found = broker_sessions(opened(Reply(days)), first, last)
    assert found == (session_on(date(2026, 7, 6)), session_on(date(2026, 11, 27)))


@pytest.mark.parametrize(
    "reply", [Reply({}), Reply([{"date": "x"}]), Reply([{"date": "2026-11-27", "open": "9", "close": "x"}])]
)
def test_a_calendar_that_cannot_be_read_is_unavailable(reply):
    with pytest.raises(Unavailable):
        broker_sessions(opened(reply), date(2026, 11, 1), date(2026, 11, 30))
