"""One file a symbol, a folder of files a symbol, or one long file."""

from __future__ import annotations

import pytest

from botspec.data import files
from botspec.data.reading import Reading
from botspec.data.refused import DataRefused
from botspec.data.text import HEADER, LONG_HEADER
from botspec.market.moments import moment
from botspec.spec.words import Timeframe, Zone


def write(path, *lines, header=HEADER):
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


def load(where, symbols=("A",), timeframe=Timeframe.DAY, zone=None):
    return files.load(where, symbols, timeframe, None, None, Reading(zone))


def test_pieces_in_a_folder_of_the_symbol_are_one_history(tmp_path):
    write(tmp_path / "A" / "2010-02.csv", "2010-02-01,3,3,3,3,1")
    write(tmp_path / "A" / "2010-01.csv", "2010-01-04,1,1,1,1,1", "2010-01-05,2,2,2,2,1")
    assert load(tmp_path).close[:, 0].tolist() == [1, 2, 3]


def test_pieces_that_overlap_are_refused_at_their_line(tmp_path):
    write(tmp_path / "A" / "1.csv", "2010-01-04,1,1,1,1,1", "2010-01-06,2,2,2,2,1")
    write(tmp_path / "A" / "2.csv", "2010-01-06,3,3,3,3,1")
    with pytest.raises(DataRefused, match=r"2\.csv:2: begins before 1\.csv ends"):
        load(tmp_path)


def test_a_fault_in_a_piece_is_told_with_the_piece_and_its_line(tmp_path):
    write(tmp_path / "A" / "1.csv", "2010-01-04,1,1,1,1,1")
    write(tmp_path / "A" / "2.csv", "2010-01-05,1,1,1,1,1", "2010-01-09,3,3,3,3,1")
    with pytest.raises(DataRefused, match=r"2\.csv:3: 2010-01-09 is no session"):
        load(tmp_path)


def test_a_file_and_a_folder_of_one_symbol_are_one_too_many(tmp_path):
    write(tmp_path / "A" / "1.csv", "2010-01-04,1,1,1,1,1")
    write(tmp_path / "A.csv", "2010-01-04,1,1,1,1,1")
    with pytest.raises(DataRefused, match=r"has both A\.csv and A: keep one"):
        load(tmp_path)


def test_one_long_file_in_any_order_of_symbols(tmp_path):
    lines = ("A,2010-01-04,1,1,1,1,1", "B,2010-01-04,5,5,5,5,1", "A,2010-01-05,2,2,2,2,1", "B,2010-01-05,6,6,6,6,1")
    write(tmp_path / "bars.csv", *lines, header=LONG_HEADER)
    (tmp_path / "actions.csv").write_text("symbol,ex_on,kind,value\nA,2010-01-05,split,2\n", encoding="utf-8")
    panel = load(tmp_path / "bars.csv", ("B", "A"))
    assert panel.close.tolist() == [[5, 1], [6, 2]]
    assert [action.symbol for action in panel.actions] == ["A"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("A,2010-01-05,2,1,2,2,1", r"bars\.csv:4: high 1 is below low 2"),
        ("A,2010-01-04,2,2,2,2,1", r"bars\.csv:4: has the time of the line before"),
        ("A", r"bars\.csv:4: needs 7 columns, has 1"),
        ("A,2010-01-05,2,2,2,2", r"bars\.csv:4: needs 6 columns, has 5"),
    ],
)
def test_a_wrong_line_of_a_long_file_is_told_where_it_stands(tmp_path, line, says):
    write(tmp_path / "bars.csv", "A,2010-01-04,1,1,1,1,1", "B,2010-01-04,5,5,5,5,1", line, header=LONG_HEADER)
    with pytest.raises(DataRefused, match=says):
        load(tmp_path / "bars.csv")


def test_a_long_file_needs_the_symbol(tmp_path):
    write(tmp_path / "bars.csv", "2010-01-04,1,1,1,1,1")
    with pytest.raises(DataRefused, match="the first line must be `symbol,timestamp,"):
        load(tmp_path / "bars.csv")
    write(tmp_path / "bars.csv", "B,2010-01-04,5,5,5,5,1", header=LONG_HEADER)
    with pytest.raises(DataRefused, match="has no bars of A"):
        load(tmp_path / "bars.csv")


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize(("zone", "hour"), [(Zone.NEW_YORK, 14), (Zone.UTC, 9)])
def test_times_without_a_zone_are_what_the_spec_says(tmp_path, zone, hour, *, slow):
    second = "2010-01-04T09:31:00.0" if slow else "2010-01-04T09:31:00"
    write(tmp_path / "A.csv", "2010-01-04T09:30:00,1,1,1,1,1", f"{second},1,1,1,1,1")
    with pytest.raises(DataRefused, match=r"A\.csv:2: `2010-01-04T09:30:00` has no time zone"):
        load(tmp_path, timeframe=Timeframe.MINUTE)
    panel = files.load(tmp_path, ("A",), Timeframe.MINUTE, None, None, Reading(zone, extended=True))
    assert [moment(int(at)).hour for at in panel.opened_at] == [hour, hour]


def test_a_time_that_new_york_had_twice_is_refused_at_its_line(tmp_path):
    write(tmp_path / "A.csv", "2010-11-05T09:30:00,1,1,1,1,1", "2010-11-07T01:30:00,1,1,1,1,1")
    with pytest.raises(DataRefused, match=r"A\.csv:3: `2010-11-07T01:30:00` was twice or never in New York"):
        load(tmp_path, timeframe=Timeframe.MINUTE, zone=Zone.NEW_YORK)
