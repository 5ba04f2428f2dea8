from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from botspec.data import files
from botspec.data.folder import find
from botspec.data.refused import DataRefused
from botspec.data.text import HEADER
from botspec.market.moments import nanoseconds
from botspec.market.panel import ActionKind
from botspec.spec.words import Timeframe


def write(folder, symbol, *lines):
    (folder / f"{symbol}.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")


def at(*when):
    return nanoseconds(datetime(*when, tzinfo=UTC))


def test_daily_bars_lie_on_their_session_early_close_included(tmp_path):
    write(tmp_path, "IBM", "2015-12-23,10,12,9,11,5", "2015-12-24,11,12,9,11,5")
    panel = files.load(tmp_path, ["IBM"], Timeframe.DAY, None, None)
    assert panel.opened_at.tolist() == [at(2015, 12, 23, 14, 30), at(2015, 12, 24, 14, 30)]
    assert panel.closed_at.tolist() == [at(2015, 12, 23, 21), at(2015, 12, 24, 18)]
    assert panel.session.tolist() == [date(2015, 12, 23).toordinal(), date(2015, 12, 24).toordinal()]


def test_midnight_in_new_york_is_the_same_day_in_winter_and_summer(tmp_path):
    write(tmp_path, "IBM", "2010-01-04T05:00:00Z,10,12,9,11,5", "2010-07-06T04:00:00Z,11,12,9,11,5")
    panel = files.load(tmp_path, ["IBM"], Timeframe.DAY, None, None)
    assert panel.session.tolist() == [date(2010, 1, 4).toordinal(), date(2010, 7, 6).toordinal()]


@pytest.mark.parametrize("stamp", ["2010-01-09", "2010-07-05", "2010-01-05T00:00:00Z", "2010-07-06T05:00:00Z"])
def test_a_daily_bar_off_its_session_is_refused(tmp_path, stamp):
    first = "2010-01-04" if len(stamp) == 10 else "2010-01-04T05:00:00Z"
    write(tmp_path, "IBM", f"{first},10,12,9,11,5", f"{stamp},10,12,9,11,5")
    with pytest.raises(DataRefused, match="session") as refused:
        files.load(tmp_path, ["IBM"], Timeframe.DAY, None, None)
    assert refused.value.line == 3


def test_bars_beyond_the_calendar_are_refused(tmp_path):
    write(tmp_path, "IBM", "1990-01-04,10,12,9,11,5", "2010-01-04,10,12,9,11,5")
    with pytest.raises(DataRefused, match="1998-01-01 to 2030-12-31"):
        files.load(tmp_path, ["IBM"], Timeframe.DAY, None, None)


def test_symbols_are_joined_on_the_union_of_rows(tmp_path):
    write(tmp_path, "A", "2010-01-04,1,1,1,1,10", "2010-01-06,3,3,3,3,30")
    write(tmp_path, "B", "2010-01-05,2,2,2,2,20", "2010-01-06,4,4,4,4,40")
    panel = files.load(tmp_path, ["B", "A"], Timeframe.DAY, None, None)
    assert panel.symbols == ("B", "A")
    assert np.array_equal(panel.close, [[np.nan, 1], [2, np.nan], [4, 3]], equal_nan=True)
    assert np.array_equal(panel.volume, [[np.nan, 10], [20, np.nan], [40, 30]], equal_nan=True)
    assert panel.close.flags.f_contiguous


def test_the_period_includes_both_ends(tmp_path):
    write(tmp_path, "A", *(f"2010-01-{day:02},1,1,1,1,1" for day in (4, 5, 6, 7)))
    panel = files.load(tmp_path, ["A"], Timeframe.DAY, date(2010, 1, 5), date(2010, 1, 6))
    assert panel.session.tolist() == [date(2010, 1, 5).toordinal(), date(2010, 1, 6).toordinal()]
    assert len(files.load(tmp_path, ["A"], Timeframe.DAY, date(2011, 1, 1), None)) == 0


def test_intraday_bars_outside_regular_sessions_are_left_out(tmp_path):
    stamps = ["2015-12-24T14:29", "2015-12-24T14:30", "2015-12-24T17:59", "2015-12-24T18:00", "2015-12-26T15:00"]
    write(tmp_path, "A", *(f"{stamp}:00Z,1,1,1,1,1" for stamp in stamps))
    panel = files.load(tmp_path, ["A"], Timeframe.MINUTE, None, None)
    assert panel.opened_at.tolist() == [at(2015, 12, 24, 14, 30), at(2015, 12, 24, 17, 59)]
    assert panel.closed_at.tolist() == [at(2015, 12, 24, 14, 31), at(2015, 12, 24, 18)]
    assert set(panel.session.tolist()) == {date(2015, 12, 24).toordinal()}


@pytest.mark.parametrize(
    ("timeframe", "stamp"),
    [(Timeframe.MINUTES_5, "15:01"), (Timeframe.MINUTES_30, "15:20"), (Timeframe.MINUTE, "15:00:30")],
)
def test_bars_off_their_grid_are_refused(tmp_path, timeframe, stamp):
    ends = "Z" if len(stamp) > 5 else ":00Z"
    write(tmp_path, "A", "2010-01-04T15:00:00Z,1,1,1,1,1", f"2010-01-04T{stamp}{ends},1,1,1,1,1")
    with pytest.raises(DataRefused, match=f"whole multiple of {timeframe}") as refused:
        files.load(tmp_path, ["A"], timeframe, None, None)
    assert refused.value.line == 3


def test_dates_are_no_intraday_bars(tmp_path):
    write(tmp_path, "A", "2010-01-04,1,1,1,1,1")
    with pytest.raises(DataRefused, match="has 1Day bars, of which no 1Min bars can be made"):
        files.load(tmp_path, ["A"], Timeframe.MINUTE, None, None)


def test_actions_are_read_for_the_symbols_and_the_period(tmp_path):
    write(tmp_path, "A", "2010-01-04,1,1,1,1,1", "2010-01-05,1,1,1,1,1")
    (tmp_path / "actions.csv").write_text(
        "symbol,ex_on,kind,value\nA,2010-01-05,split,2\nA,2010-01-06,cash_dividend,0.5\nB,2010-01-05,split,3\n",
        encoding="utf-8",
    )
    (action,) = files.load(tmp_path, ["A"], Timeframe.DAY, None, None).actions
    assert (action.symbol, action.ex_on, action.kind, action.value) == ("A", date(2010, 1, 5), ActionKind.SPLIT, 2)


@pytest.mark.parametrize(
    "line", ["A,2010-01-05,split", "A,5 January,split,2", "A,2010-01-05,merger,2", "A,2010-01-05,split,two"]
)
def test_a_bad_action_is_refused_with_its_line(tmp_path, line):
    write(tmp_path, "A", "2010-01-04,1,1,1,1,1")
    (tmp_path / "actions.csv").write_text(f"symbol,ex_on,kind,value\n{line}\n", encoding="utf-8")
    with pytest.raises(DataRefused, match="must look like") as refused:
        files.load(tmp_path, ["A"], Timeframe.DAY, None, None)
    assert refused.value.line == 2


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity"])
def test_an_action_of_nothing_is_refused(tmp_path, value):
    write(tmp_path, "A", "2010-01-04,1,1,1,1,1")
    (tmp_path / "actions.csv").write_text(f"symbol,ex_on,kind,value\nA,2010-01-04,split,{value}\n", encoding="utf-8")
    with pytest.raises(DataRefused, match="above zero"):
        files.load(tmp_path, ["A"], Timeframe.DAY, None, None)


def test_a_symbol_has_exactly_one_file(tmp_path):
    with pytest.raises(DataRefused, match=r"has no A\.csv, A\.csv\.gz or A\.parquet"):
        find(tmp_path, "A")
    write(tmp_path, "A", "2010-01-04,1,1,1,1,1")
    (tmp_path / "A.csv.gz").touch()
    with pytest.raises(DataRefused, match="keep one"):
        find(tmp_path, "A")
