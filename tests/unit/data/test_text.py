from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.data import text
from botspec.data.refused import DataRefused
from botspec.data.text import HEADER, read_bars

GOOD = ["2010-01-04,10,12,9,11,1000", "2010-01-05,11,12,10,11.5,0"]


def write(path, lines, header=HEADER):
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path):
    return tmp_path / "IBM.csv"


def test_reads_dates_and_values(file):
    found = read_bars(write(file, GOOD))
    assert found.dates
    assert found.stamps.astype("datetime64[ns]").astype(str).tolist() == [
        "2010-01-04T00:00:00.000000000",
        "2010-01-05T00:00:00.000000000",
    ]
    assert found.values.tolist() == [[10, 12, 9, 11, 1000], [11, 12, 10, 11.5, 0]]


def test_gzip_byte_order_mark_and_windows_lines_are_read(tmp_path):
    path = tmp_path / "IBM.csv.gz"
    path.write_bytes(gzip.compress(("\ufeff" + "\r\n".join([HEADER, *GOOD]) + "\r\n").encode()))
    assert len(read_bars(path).stamps) == 2


def test_offsets_name_the_same_moment(file):
    zulu = read_bars(write(file, ["2010-01-04T14:30:00Z,1,1,1,1,1"])).stamps
    offset = read_bars(write(file, ["2010-01-04T09:30:00-05:00,1,1,1,1,1"])).stamps
    assert zulu.tolist() == offset.tolist()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2010-01-06,10,12,9,11", "needs 6 columns, has 5"),
        ("2010-01-06,10,12,9,11,5,6", "needs 6 columns, has 7"),
        ("", "needs 6 columns"),
        ("2010-01-06,ten,12,9,11,5", "open is no number: `ten`"),
        ("2010-01-06,10,12,9,,5", "close is no number: ``"),
        ("2010-01-06,10,nan,9,11,5", "high is no number: `nan`"),
        ("2010-01-06,10,12,9,11,inf", "volume is no number: `inf`"),
        ("2010-01-06,10,12,9,0,5", "close must be above zero, is 0"),
        ("2010-01-06,-10,12,9,11,5", "open must be above zero, is -10"),
        ("2010-01-06,10,12,9,11,-5", "volume must not be negative, is -5"),
        ("2010-01-06,10,9,12,11,5", "high 9 is below low 12"),
        ("2010-01-05,10,12,9,11,5", "a bar must be there once"),
        ("2010-01-01,10,12,9,11,5", "earlier than the line before: sort"),
        ("2010-13-01,10,12,9,11,5", "`2010-13-01` is no date or time"),
        ("2010-01-06T14:30:00Z,10,12,9,11,5", "dates and times are mixed"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(file, line, says):
    write(file, [*GOOD, line, "2010-02-01,10,12,9,11,5"])
    with pytest.raises(DataRefused, match=says) as refused:
        read_bars(file)
    assert (refused.value.path, refused.value.line) == (file, 4)


def test_a_time_without_zone_is_refused(file):
    write(file, ["2010-01-04T14:30:00,1,1,1,1,1"])
    with pytest.raises(DataRefused, match="has no time zone") as refused:
        read_bars(file)
    assert refused.value.line == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "first line must be"),
        (b"date,open,high,low,close,volume\n", "first line must be"),
        (HEADER.encode() + b"\n", "has no bars"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_refused(file, content, says):
    file.write_bytes(content)
    with pytest.raises(DataRefused, match=says):
        read_bars(file)


def test_damaged_gzip_and_missing_files_are_refused(tmp_path):
    path = tmp_path / "IBM.csv.gz"
    path.write_bytes(gzip.compress(b"x" * 1000)[:20])
    with pytest.raises(DataRefused, match="cannot be read"):
        read_bars(path)
    with pytest.raises(DataRefused, match="cannot be read"):
        read_bars(tmp_path / "absent.csv")


price = st.decimals(min_value="0.01", max_value="9999", places=2)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(price, price, st.integers(0, 10**9)), min_size=1, max_size=20))
def test_the_quick_way_reads_what_the_slow_way_reads(tmp_path_factory, rows):
    lines = [f"2010-01-04T14:{n:02}:00Z,{a},{max(a, b)},{min(a, b)},{b},{v}" for n, (a, b, v) in enumerate(rows)]
    path = write(tmp_path_factory.mktemp("bars") / "IBM.csv", lines)
    quick = read_bars(path)
    body = "\n".join(lines).encode() + b"\n"
    slow = text._line_by_line(text._Part(path, body, np.arange(2, 2 + len(lines))), None)
    assert np.array_equal(quick.stamps, slow.stamps)
    assert np.array_equal(quick.values, slow.values)


@pytest.mark.parametrize(
    "text", ["7", "7.0", "007", "7.", "7e0", "+7", " 7", "0.7e1", "7E+0", "7.000000000000000000001"]
)
def test_a_number_is_read_however_it_is_written(file, text):
    found = read_bars(write(file, [f"2010-01-04,{text},{text},{text},{text},{text}", "2010-01-05,7,7,7,7,7"]))
    assert found.values.tolist() == [[7.0] * 5] * 2


@pytest.mark.parametrize("text", ["true", "null", '"7"', "[7]", "NaN", "Infinity", "0x7", "7_0", "7 7", "7,", "", "{}"])
def test_what_only_looks_like_a_number_is_refused(file, text):
    write(file, [*GOOD, f"2010-01-06,7,70,{text},7,7"])
    with pytest.raises(DataRefused, match=r"low is no number|needs 6 columns") as refused:
        read_bars(file)
    assert refused.value.line == 4


def test_columns_shifted_from_one_row_to_the_next_are_refused(file):
    write(file, ["2010-01-04,10,12,9,11", "2010-01-05,11,12,10,11.5,0,1"])
    with pytest.raises(DataRefused, match="needs 6 columns, has 5"):
        read_bars(file)
