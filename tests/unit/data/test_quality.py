from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from botspec.data import files, sample
from botspec.data.place import Period
from botspec.data.quality import examine
from botspec.data.reading import Reading
from botspec.data.text import HEADER
from botspec.market.panel import ActionKind, CorporateAction, empty_panel
from botspec.spec.words import Timeframe


@pytest.fixture
def panel():
    """Twenty clean sessions of IBM and MSFT."""
    return replace(sample.load(["IBM", "MSFT"], date(2010, 3, 1), date(2010, 3, 26)), actions=())


def changed(panel, field, row, value):
    column = getattr(panel, field).copy()
    column[row, 0] = value
    return replace(panel, **{field: column})


def one(panel):
    (row,) = examine(panel)
    return row


def test_clean_bars_have_nothing_to_tell(panel):
    assert examine(panel) == ()
    assert examine(empty_panel(["IBM"])) == ()


def test_a_bar_missing_in_between_is_a_gap(panel):
    row = one(changed(panel, "close", 3, np.nan))
    assert (row.symbol, row.what, row.count) == ("IBM", "gap", 1)
    assert "2010-03-04" in row.detail


def test_bars_missing_at_an_end_are_missing(panel):
    row = one(changed(panel, "close", slice(0, 5), np.nan))
    assert (row.symbol, row.what, row.count) == ("IBM", "missing", 5)
    assert row.detail.endswith("2010-03-01, 2010-03-02, 2010-03-03 and 2 more")


def test_a_symbol_without_any_bar_is_missing_everywhere(panel):
    row = one(changed(panel, "close", slice(None), np.nan))
    assert (row.symbol, row.what, row.count) == ("IBM", "missing", len(panel))


def test_a_session_without_any_bar_is_told_for_all(panel):
    keep = [0, 1, *range(3, len(panel))]
    fields = ("opened_at", "closed_at", "session", "open", "high", "low", "close", "volume")
    row = one(replace(panel, **{name: getattr(panel, name)[keep] for name in fields}))
    assert (row.symbol, row.what, row.count) == ("*", "missing", 1)
    assert "2010-03-03" in row.detail


def test_zero_volume(panel):
    row = one(changed(panel, "volume", 2, 0.0))
    assert (row.symbol, row.what, row.count) == ("IBM", "zero_volume", 1)


def test_a_spike_is_two_closes_far_from_their_neighbours(panel):
    spiked = changed(panel, "close", 7, panel.close[6, 0] * 1.25)
    row = one(replace(spiked, high=spiked.high * 2))
    assert (row.what, row.count) == ("spike", 1)


def test_a_split_is_no_spike(panel):
    halved = {
        name: np.where(np.arange(len(panel))[:, None] < 10, values, values / 2)
        for name, values in (("open", panel.open), ("high", panel.high), ("low", panel.low), ("close", panel.close))
    }
    after = date.fromordinal(int(panel.session[10]))
    splits = tuple(CorporateAction(s, after, ActionKind.SPLIT, Decimal(2)) for s in panel.symbols)
    assert {row.what for row in examine(replace(panel, **halved))} == {"spike"}
    told = examine(replace(panel, **halved, actions=splits))
    assert [(row.symbol, row.what, row.detail) for row in told] == [
        (symbol, "split", f"splits, which rules see taken out: 2 for 1 on {after}") for symbol in panel.symbols
    ]


def test_a_close_above_the_high_is_told(panel):
    row = one(changed(panel, "high", 4, panel.low[4, 0]))
    assert (row.what, row.count) == ("outside_range", 1)


def test_dividends_are_listed():
    found = examine(sample.load(["IBM"], date(2008, 1, 1), date(2008, 12, 31)))
    assert [(row.what, row.count) for row in found] == [("dividend", 4)]
    assert found[0].detail == "cash dividends: 2008-02-06, 2008-05-07, 2008-08-06 and 1 more"


def minutes_of(folder, *bars, symbol="A"):
    """Bars on 24 December 2015, which closed at 13:00 New York, and the day before: (day, hour and minute in UTC)."""
    lines = [HEADER, *(f"2015-12-{day}T{at}:00Z,1,1,1,1,1" for day, at in bars)]
    (folder / f"{symbol}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_bars_that_never_came_are_counted_against_the_exchange_s_sessions(tmp_path):
    halves = [f"{hour:02}:{minute}" for hour in range(14, 21) for minute in ("00", "30")][1:]
    minutes_of(tmp_path, *(("23", at) for at in halves if at != "16:00"), *(("24", at) for at in halves[:6]))
    panel = files.load(tmp_path, ["A"], Timeframe.MINUTES_30, None, None)
    found = {row.what: row for row in examine(panel, Timeframe.MINUTES_30)}
    assert set(found) == {"gap", "early_close"}
    assert (found["gap"].count, found["gap"].detail) == (
        2,
        "of 20 bars of regular sessions never came: 2015-12-23, 2015-12-24",
    )
    assert (found["early_close"].symbol, found["early_close"].detail) == ("*", "sessions that closed early: 2015-12-24")


def test_bars_outside_regular_sessions_are_told_of_the_days_that_were_asked_for(tmp_path):
    minutes_of(tmp_path, ("22", "13:00"), ("23", "13:00"), ("23", "14:30"), ("24", "18:00"))
    days = Period(None, date(2015, 12, 24))
    told = files.load_told(tmp_path, ["A"], Timeframe.MINUTE, days, since=date(2015, 12, 23)).left_out
    assert [(row.symbol, row.what, row.count) for row in told] == [("A", "extended_hours", 2)]
    assert told[0].detail == "bars before the open or after the close, left out"
    extended = Reading(extended=True)
    kept = files.load_told(tmp_path, ["A"], Timeframe.MINUTE, days, extended).left_out
    assert kept[0].detail == "bars before the open or after the close, kept"
