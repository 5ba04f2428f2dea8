from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from botspec.data import sample
from botspec.data.warmup import cut, earliest
from botspec.market import calendar
from botspec.spec.words import Timeframe


@pytest.mark.parametrize("bars", [0, 1, 200])
def test_exactly_the_bars_before_the_period_are_kept(bars):
    panel = sample.load(["AAPL", "IBM"], None, date(2007, 12, 31))
    found = cut(panel, date(2007, 1, 1), bars)
    assert found.start == bars
    assert date.fromordinal(int(found.panel.session[found.start])) == date(2007, 1, 3)
    assert len(found.panel) == bars + 251


def test_a_young_symbol_keeps_what_it_has():
    panel = sample.load(["GOOG", "IBM"], None, date(2005, 12, 30))
    found = cut(panel, date(2005, 1, 3), 200)
    assert found.start == 200
    only = cut(panel.select(["GOOG"]), date(2005, 1, 3), 200)
    assert date.fromordinal(int(only.panel.session[0])) == date(2004, 8, 19)


def test_a_symbol_with_holes_gets_as_many_own_bars():
    panel = sample.load(["AAPL", "IBM"], date(2006, 1, 1), date(2007, 12, 31))
    panel.close[200:240, 0] = np.nan
    found = cut(panel, date(2007, 1, 3), 50)
    own = ~np.isnan(found.panel.close[: found.start, 0])
    assert own.sum() == 50


def test_a_period_before_all_bars_starts_at_the_first():
    assert cut(sample.load(["FB"]), date(2007, 1, 3), 50).start == 0


@pytest.mark.parametrize(("timeframe", "per_session"), [(Timeframe.DAY, 1), (Timeframe.MINUTE, 390)])
def test_history_is_asked_for_early_enough(timeframe, per_session):
    on = earliest(date(2010, 1, 4), 400, timeframe)
    before = calendar.sessions(on, date(2009, 12, 31))
    assert 400 <= len(before) * per_session <= 400 * 1.1 + 2 * per_session


def test_no_warm_up_asks_for_nothing_more():
    assert earliest(date(2010, 1, 4), 0, Timeframe.DAY) == date(2010, 1, 4)


def test_the_start_of_the_calendar_is_as_early_as_it_gets():
    assert earliest(date(1998, 2, 2), 400, Timeframe.DAY) == date(1998, 1, 1)
