"""Sessions, their clock, and slower bars: only what is closed, by the exchange's calendar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from botspec.expressions import Names, parse_condition, parse_number
from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import condition_column, number_column
from botspec.expressions.times import OwnTimes, Times
from botspec.market.calendar import sessions
from botspec.market.moments import SECOND, nanoseconds
from tests.fakes.intraday import times

NAN = math.nan
HALF_HOUR = 1800 * SECOND
MONDAY = date(2007, 11, 19)
THURSDAY, FRIDAY = date(2007, 11, 29), date(2007, 11, 30)  # 13 half hours each
EARLY = date(2007, 11, 23)  # closes at 13:00


def intraday(first: date, last: date, close: Sequence[float] | None = None, width: int = HALF_HOUR) -> Columns:
    """Closes 0, 1, 2, ... unless given; 1 wide on both sides, volume 100."""
    opened, session = times(width, first, last)
    array = np.arange(float(len(opened))) if close is None else np.array(close, dtype=np.float64)
    return Columns(
        array, array + 1, array - 1, array, np.full(len(array), 100.0), Times(opened, opened + width, session)
    )


def daily(first: date, last: date) -> Columns:
    held = sessions(first, last)
    array = np.arange(float(len(held)))
    moments = [
        np.array([nanoseconds(at) for at in side])
        for side in zip(*((s.opens_at, s.closes_at) for s in held), strict=True)
    ]
    days = np.array([session.on.toordinal() for session in held])
    return Columns(array, array + 1, array - 1, array, array * 0 + 100, Times(moments[0], moments[1], days))


def without(columns: Columns, *bars: int) -> Columns:
    kept = np.array([bar for bar in range(len(columns)) if bar not in bars], dtype=np.int64)
    assert columns.times is not None
    parts = (columns.open, columns.high, columns.low, columns.close, columns.volume)
    return Columns(*(part[kept] for part in parts), OwnTimes(columns.times, kept))


def values(text: str, columns: Columns) -> list[float]:
    return number_column(parse_number(text, Names()), columns).tolist()


def known(expected: list[float]) -> object:
    return pytest.approx(expected, nan_ok=True)


def test_the_clock_is_read_when_the_bar_closes() -> None:
    columns = intraday(FRIDAY, FRIDAY)
    assert values("minutes_since_open", columns) == [30.0 * bar for bar in range(1, 14)]
    assert values("minutes_to_close", columns) == [30.0 * (13 - bar) for bar in range(1, 14)]
    assert set(values("day_of_week", columns)) == {5.0}


def test_a_day_that_closes_early() -> None:
    assert values("minutes_to_close", intraday(EARLY, EARLY)) == [180, 150, 120, 90, 60, 30, 0]


def test_days_of_the_week_begin_on_monday() -> None:
    assert values("day_of_week", daily(MONDAY, FRIDAY)) == [1, 2, 3, 5, 1, 2, 3, 4, 5]


def test_a_day_the_calendar_does_not_know() -> None:
    columns = intraday(FRIDAY, FRIDAY)
    assert columns.times is not None
    strange = Times(columns.times.opened_at, columns.times.closed_at, columns.times.session + 1)  # a Saturday
    off = Columns(columns.open, columns.high, columns.low, columns.close, columns.volume, strange)
    for text in ("minutes_to_close", "minutes_since_open", 'at("1Day", close)', "opening_range(1h).high"):
        assert np.isnan(values(text, off)).all()
    long_ago = Times(strange.opened_at, strange.closed_at, strange.session * 0 + 1)
    off = Columns(columns.open, columns.high, columns.low, columns.close, columns.volume, long_ago)
    for text in ("minutes_to_close", 'at("1Week", close)', 'at("1Month", close)'):
        assert np.isnan(values(text, off)).all()


def test_without_times_nothing_of_the_clock_is_known() -> None:
    array = np.arange(5.0)
    bare = Columns(array, array, array, array, array)
    for text in ("vwap", "minutes_to_close", 'at("1Day", close)', "prior_session(close)", "opening_range(15m).low"):
        assert np.isnan(values(text, bare)).all()
    assert condition_column(parse_condition('at("1Day", close > 1)', Names()), bare).tolist() == [-1] * 5


def test_a_days_bar_counts_from_the_sessions_last_bar_on() -> None:
    columns = intraday(THURSDAY, date(2007, 12, 3))
    column = values('at("1Day", close)', columns)
    assert column == known([NAN] * 12 + [12.0] * 13 + [25.0] * 13 + [38.0])


def test_the_prior_session_is_the_one_before_throughout() -> None:
    columns = intraday(THURSDAY, date(2007, 12, 3))
    assert values("prior_session(close)", columns) == known([NAN] * 13 + [12.0] * 13 + [25.0] * 13)
    assert values("prior_session(high - low)", columns)[13:] == [14.0] * 26
    assert values("prior_session(volume)", columns)[13:] == [1300.0] * 26
    assert values("prior_session(open)", columns)[13:] == [0.0] * 13 + [13.0] * 13


def test_history_that_begins_inside_a_session_leaves_that_one_out() -> None:
    columns = without(intraday(THURSDAY, date(2007, 12, 3)), 0)
    assert values('at("1Day", close)', columns)[:25] == known([NAN] * 24 + [25.0])
    assert np.isnan(values("vwap", columns)[:12]).all()
    assert np.isnan(values("opening_range(1h).high", columns)[:12]).all()
    assert values("opening_range(1h).high", columns)[13] == 15.0


def test_a_session_whose_last_bar_never_came_is_closed_by_the_clock() -> None:
    columns = without(intraday(THURSDAY, FRIDAY), 12)
    assert values('at("1Day", close)', columns) == known([NAN] * 12 + [11.0] * 12 + [25.0])


def test_hours_begin_with_the_session_and_the_last_ends_with_it() -> None:
    column = values('at("1Hour", close)', intraday(FRIDAY, FRIDAY))
    assert column == known([NAN, 1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 12])


def test_weeks_close_with_their_last_session() -> None:
    columns = daily(MONDAY, date(2007, 12, 4))  # Thanksgiving on the 22nd
    assert values('at("1Week", close)', columns) == known([NAN] * 3 + [3.0] * 5 + [8.0] * 3)
    assert values('at("1Week", high - low)', columns)[3] == 5.0
    assert values('at("1Week", volume)', columns)[3:9] == [400.0] * 5 + [500.0]


def test_a_month_that_began_before_history_does_not_count() -> None:
    columns = daily(date(2007, 10, 31), date(2007, 12, 31))
    column = values('at("1Month", close)', columns)
    assert np.isnan(column[:21]).all()  # 30 November
    assert column[21] == 21.0
    assert column[-1] == 41.0


def test_of_slower_bars_the_operand_waits_for_its_warm_up() -> None:
    columns = daily(MONDAY, MONDAY + timedelta(days=120))
    rule = parse_number('at("1Week", ema(close, 2))', Names())
    operand = parse_number("ema(close, 2)", Names())
    weeks = values('at("1Week", close)', columns)
    first = next(index for index, value in enumerate(number_column(rule, columns)) if math.isfinite(value))
    assert len({week for week in weeks[: first + 1] if not math.isnan(week)}) == operand.warmup + 1


def test_conditions_of_slower_bars() -> None:
    rule = parse_condition('at("1Day", close > open + 12)', Names())
    columns = intraday(THURSDAY, FRIDAY)
    assert condition_column(rule, columns).tolist() == [-1] * 12 + [0] * 14
    assert condition_column(parse_condition('at("1Day", close > open)', Names()), columns).tolist()[12:] == [1] * 14


def test_the_opening_range_is_known_once_it_is_over() -> None:
    close = [5.0, 9.0, 3.0, 7.0, 8.0, 6.0, 4.0]
    columns = intraday(EARLY, EARLY, close)
    assert values("opening_range(1h).high", columns) == known([NAN, *[10.0] * 6])
    assert values("opening_range(90m).low", columns) == known([NAN, NAN, *[2.0] * 5])
    assert values("opening_range(30m).high", columns) == [6.0] * 7


def test_every_session_has_its_own_opening_range() -> None:
    column = values("opening_range(1h).high", intraday(THURSDAY, FRIDAY))
    assert column == known([NAN, *[2.0] * 12, NAN, *[15.0] * 12])


def test_an_opening_without_a_bar_has_no_range() -> None:
    columns = without(intraday(THURSDAY, FRIDAY), 13, 14)
    assert np.isnan(values("opening_range(1h).high", columns)[13:]).all()


def test_the_average_price_of_the_session_so_far() -> None:
    close = [10.0, 20.0, 30.0, 5.0]
    columns = without(intraday(EARLY, EARLY, [*close, 1.0, 1.0, 1.0]), 4, 5, 6)
    assert values("vwap", columns) == pytest.approx([10, 15, 20, 16.25])


def test_the_average_price_starts_anew_every_session_and_weighs_volume() -> None:
    columns = intraday(THURSDAY, FRIDAY)
    heavy = np.where(np.arange(26) % 13 == 1, 300.0, 100.0)
    weighted = Columns(columns.open, columns.high, columns.low, columns.close, heavy, columns.times)
    column = values("vwap", weighted)
    assert column[:2] == pytest.approx([0, 0.75])
    assert column[13:15] == pytest.approx([13, 13.75])


def test_of_a_daily_bar_the_average_price_is_hlc3() -> None:
    columns = daily(MONDAY, FRIDAY)
    assert values("vwap", columns) == values("hlc3", columns)


def test_a_session_without_volume_has_no_average_price() -> None:
    columns = intraday(EARLY, EARLY)
    silent = Columns(columns.open, columns.high, columns.low, columns.close, np.zeros(7), columns.times)
    assert np.isnan(values("vwap", silent)).all()


def test_no_bars_at_all() -> None:
    columns = without(intraday(EARLY, EARLY), *range(7))
    for text in ("vwap", "minutes_to_close", "day_of_week", 'at("1Day", close)', "opening_range(15m).low"):
        assert values(text, columns) == []
