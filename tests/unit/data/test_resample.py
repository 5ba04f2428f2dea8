"""Finer files -> the spec's timeframe, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.data import files, sample
from botspec.data.reading import Reading
from botspec.data.refused import DataRefused
from botspec.data.text import HEADER
from botspec.market.calendar import NEW_YORK, sessions
from botspec.market.moments import moment
from botspec.spec.words import Timeframe

MINUTES = Reading(width=Timeframe.MINUTE)


def minutes(folder, symbol, *bars):
    """Bars as (New York wall clock, price, volume)."""
    lines = [HEADER]
    for at, price, volume in bars:
        stamp = datetime.fromisoformat(at).replace(tzinfo=NEW_YORK).astimezone(UTC)
        lines.append(f"{stamp:%Y-%m-%dT%H:%M:%SZ},{price},{price + 0.5},{price - 0.5},{price + 0.25},{volume}")
    (folder / f"{symbol}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def every_minute(day, first="09:30", last="15:59", price=100):
    at = datetime.fromisoformat(f"{day}T{first}")
    end = datetime.fromisoformat(f"{day}T{last}")
    found = []
    while at <= end:
        found.append((at.isoformat(), price + len(found), 10))
        at += timedelta(minutes=1)
    return found


def clock(panel):
    span = zip(panel.opened_at.tolist(), panel.closed_at.tolist(), strict=True)
    return [tuple(f"{moment(at).astimezone(NEW_YORK):%H:%M}" for at in pair) for pair in span]


def load(folder, timeframe, reading=MINUTES, symbols=("A",), last=None):
    return files.load(folder, symbols, timeframe, None, last, reading)


def test_five_minutes_take_the_first_open_the_extremes_and_the_last_close(tmp_path):
    minutes(tmp_path, "A", *every_minute("2024-07-05", last="09:39"))
    panel = load(tmp_path, Timeframe.MINUTES_5)
    assert clock(panel) == [("09:30", "09:35"), ("09:35", "09:40")]
    rows = np.column_stack([getattr(panel, name)[:, 0] for name in ("open", "high", "low", "close", "volume")])
    assert rows.tolist() == [[100, 104.5, 99.5, 104.25, 50], [105, 109.5, 104.5, 109.25, 50]]


def test_hours_count_from_the_open_and_the_last_is_short_also_on_an_early_close(tmp_path):
    minutes(tmp_path, "A", *every_minute("2024-07-02"), *every_minute("2024-07-03", last="12:59"))
    whole = [("09:30", "10:30"), ("10:30", "11:30"), ("11:30", "12:30")]
    full = [*whole, ("12:30", "13:30"), ("13:30", "14:30"), ("14:30", "15:30"), ("15:30", "16:00")]
    assert clock(load(tmp_path, Timeframe.HOUR)) == [*full, *whole, ("12:30", "13:00")]
    assert clock(load(tmp_path, Timeframe.HOURS_4)) == [("09:30", "13:30"), ("13:30", "16:00"), ("09:30", "13:00")]


def test_the_open_is_found_on_both_sides_of_a_change_of_clocks(tmp_path):
    minutes(tmp_path, "A", *every_minute("2024-03-08"), *every_minute("2024-03-11"))
    panel = load(tmp_path, Timeframe.DAY)
    assert [f"{moment(int(at)):%H:%M}" for at in panel.opened_at] == ["14:30", "13:30"]
    assert clock(panel) == [("09:30", "16:00")] * 2


def test_bars_before_the_open_and_after_the_close_are_not_in_the_day(tmp_path):
    early, late = ("2024-07-05T08:00", 1, 7), ("2024-07-05T17:00", 900, 7)
    minutes(tmp_path, "A", early, *every_minute("2024-07-05"), late)
    panel = load(tmp_path, Timeframe.DAY)
    assert (panel.open[0, 0], panel.low[0, 0], panel.high[0, 0]) == (100, 99.5, 489.5)
    assert panel.volume[0, 0] == 3900


def test_extended_hours_are_kept_in_bars_of_their_own(tmp_path):
    minutes(
        tmp_path,
        "A",
        ("2024-07-05T09:00", 1, 7),
        ("2024-07-05T09:29", 2, 7),
        *every_minute("2024-07-05"),
        ("2024-07-05T16:10", 900, 7),
        ("2024-07-05T19:59", 901, 7),
    )
    reading = Reading(width=Timeframe.MINUTE, extended=True)
    panel = load(tmp_path, Timeframe.MINUTES_30, reading)
    assert clock(panel)[0] == ("09:00", "09:30")
    assert clock(panel)[-2:] == [("16:00", "16:30"), ("19:30", "20:00")]
    assert len(panel) == 16
    assert panel.volume[0, 0] == 14
    assert set(panel.session.tolist()) == {date(2024, 7, 5).toordinal()}


def test_what_history_cuts_is_left_out_at_both_ends(tmp_path):
    minutes(tmp_path, "A", *every_minute("2024-07-05", first="09:33", last="09:42"))
    assert clock(load(tmp_path, Timeframe.MINUTES_5)) == [("09:35", "09:40")]


def test_a_minute_that_never_came_does_not_cut_what_another_symbol_saw_to_its_end(tmp_path):
    minutes(tmp_path, "A", *every_minute("2024-07-05", last="09:33"))
    minutes(tmp_path, "B", *every_minute("2024-07-05", last="09:34"))
    panel = load(tmp_path, Timeframe.MINUTES_5, symbols=("A", "B"))
    assert panel.close[0].tolist() == [103.25, 104.25]


def test_a_later_bar_shows_that_the_session_was_seen_to_its_end(tmp_path):
    minutes(tmp_path, "A", *every_minute("2024-07-05", last="15:57"), ("2024-07-05T16:05", 1, 1))
    assert load(tmp_path, Timeframe.DAY).close[0, 0] == 487.25


def test_weeks_and_months_close_with_their_last_session():
    days = sample.load(["IBM"], date(2007, 11, 1), date(2007, 12, 31))
    weeks = sample.load(["IBM"], date(2007, 11, 5), date(2007, 12, 28), Timeframe.WEEK)
    row = [date.fromordinal(int(each)) for each in weeks.session].index(date(2007, 11, 23))
    inside = (days.session >= date(2007, 11, 19).toordinal()) & (days.session <= date(2007, 11, 23).toordinal())
    assert inside.sum() == 4  # Thanksgiving
    assert weeks.high[row, 0] == days.high[inside, 0].max()
    assert weeks.open[row, 0] == days.open[inside, 0][0]
    assert weeks.close[row, 0] == days.close[inside, 0][-1]
    assert weeks.volume[row, 0] == days.volume[inside, 0].sum()
    assert moment(int(weeks.closed_at[row])) == datetime(2007, 11, 23, 18, tzinfo=UTC)  # an early close
    months = sample.load(["IBM"], date(2007, 11, 1), date(2007, 12, 30), Timeframe.MONTH)
    assert [date.fromordinal(int(each)) for each in months.session] == [date(2007, 11, 30)]


def test_the_width_of_files_is_found_out(tmp_path):
    minutes(tmp_path, "A", *every_minute("2024-07-05"))
    assert len(load(tmp_path, Timeframe.MINUTES_30, Reading())) == 13
    minutes(tmp_path, "A", *(bar for bar in every_minute("2024-07-05") if bar[0].endswith(("0:00", "5:00"))))
    assert len(load(tmp_path, Timeframe.MINUTES_30, Reading())) == 13
    with pytest.raises(DataRefused, match="has 5Min bars, of which no 1Min bars can be made"):
        load(tmp_path, Timeframe.MINUTE, Reading())


def test_hours_that_begin_on_the_hour_are_not_taken_for_others(tmp_path):
    hours = [(f"2024-07-{day:02}T{hour:02}:00", 10, 1) for day in (1, 2, 8, 9, 10) for hour in range(10, 16)]
    minutes(tmp_path, "A", *hours)
    for timeframe in (Timeframe.MINUTES_30, Timeframe.HOUR, Timeframe.DAY):
        with pytest.raises(DataRefused, match="mostly lie 60 minutes apart: say how wide its bars are"):
            load(tmp_path, timeframe, Reading())


def test_weekly_rows_are_not_taken_for_days(tmp_path):
    mondays = [each.on for each in sessions(date(2024, 1, 1), date(2024, 12, 31)) if each.on.weekday() == 1]
    lines = [HEADER, *(f"{on},1,1,1,1,1" for on in mondays)]
    (tmp_path / "A.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DataRefused, match="mostly lie 5 sessions apart, so they are no daily bars"):
        load(tmp_path, Timeframe.DAY, Reading())


@settings(max_examples=25, deadline=None)
@given(
    kept=st.sets(st.integers(0, 779), min_size=30),
    timeframe=st.sampled_from([Timeframe.MINUTES_5, Timeframe.MINUTES_30, Timeframe.HOUR, Timeframe.DAY]),
    cut=st.integers(0, 779),
)
def test_no_slower_bar_depends_on_what_comes_after_it_is_closed(tmp_path_factory, kept, timeframe, cut):
    folder = tmp_path_factory.mktemp("bars")
    bars = [bar for n, bar in enumerate([*every_minute("2024-07-01"), *every_minute("2024-07-02")]) if n in kept | {0}]
    minutes(folder, "A", *bars)
    whole = load(folder, timeframe)
    minutes(folder, "A", *(bar for bar in bars if bar[0] <= bars[cut % len(bars)][0]))
    part = load(folder, timeframe)
    assert part.closed_at.tolist() == whole.closed_at[: len(part)].tolist()
    for name in ("open", "high", "low", "close", "volume"):
        assert getattr(part, name)[:, 0].tolist() == getattr(whole, name)[: len(part), 0].tolist()
