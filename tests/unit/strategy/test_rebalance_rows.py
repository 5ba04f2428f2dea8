"""When weights are set anew: the calendar says so, not the data."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from botspec.spec.words import Every, OnSession
from botspec.strategy.rebalance_rows import rebalance_rows
from botspec.strategy.scheduled import scheduled
from tests.fakes.market import days, minutes

BAR = (100.0, 101.0, 99.0, 100.0)
FIRST, LAST = OnSession.FIRST, OnSession.LAST


@pytest.mark.parametrize(
    ("every", "on", "expected"),
    [
        # 2010: Good Friday is 2 April, so March ends on Wednesday 31 and that week on Thursday 1 April
        (Every.MONTH, LAST, ["2010-03-31", "2010-04-30"]),
        (Every.MONTH, FIRST, ["2010-04-01"]),
        (Every.WEEK, LAST, ["2010-04-01", "2010-04-09", "2010-04-16", "2010-04-23", "2010-04-30"]),
        (Every.WEEK, FIRST, ["2010-04-05", "2010-04-12", "2010-04-19", "2010-04-26"]),
        (Every.QUARTER, LAST, ["2010-03-31"]),
        (Every.QUARTER, FIRST, ["2010-04-01"]),
    ],
)
def test_sessions_between_the_ends_of_march_and_april(every: Every, on: OnSession, expected: list[str]) -> None:
    found = scheduled(date(2010, 3, 30), date(2010, 4, 30), every, on)
    assert [session.on.isoformat() for session in found] == expected


def test_every_day_is_every_session() -> None:
    found = scheduled(date(2010, 4, 1), date(2010, 4, 6), Every.DAY, LAST)
    assert [session.on.day for session in found] == [1, 5, 6]


def test_the_last_known_month_of_the_calendar_has_an_end() -> None:
    found = scheduled(date(2030, 11, 1), date(2030, 12, 31), Every.MONTH, LAST)
    assert [session.on.isoformat() for session in found] == ["2030-11-29", "2030-12-31"]


def test_a_row_is_due_when_it_closes_its_session_whatever_comes_after() -> None:
    panel = days({"AAPL": [BAR] * 25}, date(2010, 3, 29))
    due = rebalance_rows(panel, Every.MONTH, LAST)
    assert np.flatnonzero(due).tolist() == [2, 23]
    for row in range(25):
        assert rebalance_rows(panel.upto(row + 1), Every.MONTH, LAST)[row] == due[row]


def test_a_session_without_a_bar_is_made_up_for_at_the_next_bar() -> None:
    whole = days({"AAPL": [BAR] * 6}, date(2010, 3, 29))
    without = whole.between(0, 2), whole.between(3, 6)
    panel = type(whole)(
        whole.symbols,
        *(np.concatenate([getattr(part, name) for part in without]) for name in ("opened_at", "closed_at", "session")),
        *(np.concatenate([getattr(part, name) for part in without]) for name in ("open", "high", "low", "close")),
        np.concatenate([part.volume for part in without]),
    )
    assert np.flatnonzero(rebalance_rows(panel, Every.MONTH, LAST)).tolist() == [2]


def test_within_a_session_only_its_last_bar_is_due() -> None:
    panel = minutes({"AAPL": [BAR] * 13}, date(2010, 3, 31), width=30)
    assert np.flatnonzero(rebalance_rows(panel, Every.MONTH, LAST)).tolist() == [12]
    assert not rebalance_rows(panel.upto(12), Every.MONTH, LAST).any()
