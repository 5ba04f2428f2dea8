"""Instants of a live run are the opens and closes of the bars that history is made of."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from botspec.market.calendar import NEW_YORK, sessions
from botspec.run.schedule import Phase, instants
from botspec.spec.words import Timeframe


def told(timeframe: Timeframe, first: date, last: date) -> list[str]:
    after = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return [
        f"{each.phase.value} {each.at.astimezone(NEW_YORK):%d %H:%M}{' last' if each.last else ''}"
        for each in instants(sessions(first, last), timeframe, after)
    ]


def test_hours_count_from_the_open_and_end_with_an_early_close() -> None:
    assert told(Timeframe.HOUR, date(2024, 7, 3), date(2024, 7, 3)) == [
        "open 03 09:30",
        "close 03 10:30",
        "close 03 11:30",
        "close 03 12:30",
        "close 03 13:00 last",
    ]


def test_a_week_opens_with_its_first_session_and_closes_with_its_last() -> None:
    assert told(Timeframe.WEEK, date(2007, 11, 16), date(2007, 11, 28)) == [
        "close 16 16:00 last",
        "open 19 09:30",
        "close 23 13:00 last",  # the day after Thanksgiving
        "open 26 09:30",
    ]


def test_a_month_closes_with_its_last_session() -> None:
    assert told(Timeframe.MONTH, date(2007, 11, 29), date(2007, 12, 4)) == ["close 30 16:00 last", "open 03 09:30"]


@pytest.mark.parametrize("timeframe", [Timeframe.DAY, Timeframe.HOURS_4])
def test_what_is_over_is_not_told_again(timeframe: Timeframe) -> None:
    (day,) = sessions(date(2024, 7, 3), date(2024, 7, 3))
    assert [each.phase for each in instants([day], timeframe, day.opens_at)] == [Phase.CLOSE]
