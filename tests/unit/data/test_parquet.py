from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from botspec.data import files
from botspec.data.reading import Reading
from botspec.data.refused import DataRefused
from botspec.spec.words import Timeframe, Zone

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
parquet = pytest.importorskip("pyarrow.parquet")

DAYS = [date(2010, 1, 4), date(2010, 1, 5)]
VALUES = {"open": [10.0, 11.0], "high": [12.0, 12.0], "low": [9.0, 10.0], "close": [11.0, 11.5], "volume": [1000, 0]}
OPEN = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
MINUTES = [OPEN, OPEN + timedelta(minutes=1)]


def write(path, stamps, **changes):
    columns = {"timestamp": stamps, **VALUES, **changes}
    parquet.write_table(pa.table({name: column for name, column in columns.items() if column is not None}), path)


def load(folder, timeframe=Timeframe.DAY, symbols=("A",), **reading):
    return files.load(folder, symbols, timeframe, None, None, Reading(**reading))


def test_dates_are_daily_bars_and_columns_that_are_not_asked_for_are_not_looked_at(tmp_path):
    write(tmp_path / "A.parquet", DAYS, vwap=["x", "y"])
    panel = load(tmp_path)
    assert panel.session.tolist() == [day.toordinal() for day in DAYS]
    assert panel.close[:, 0].tolist() == [11, 11.5]
    assert panel.volume[:, 0].tolist() == [1000, 0]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_are_read_in_every_unit(tmp_path, unit):
    write(tmp_path / "A.parquet", pa.array(MINUTES, pa.timestamp(unit, tz="UTC")))
    panel = load(tmp_path, Timeframe.MINUTE)
    assert panel.opened_at.tolist() == [int(at.timestamp()) * 10**9 for at in MINUTES]


def test_moments_of_another_zone_are_the_same_moments(tmp_path):
    stamps = pa.array(MINUTES, pa.timestamp("us", tz="UTC")).cast(pa.timestamp("us", tz="America/New_York"))
    write(tmp_path / "A.parquet", stamps)
    assert load(tmp_path, Timeframe.MINUTE).opened_at[0] == int(OPEN.timestamp()) * 10**9


def test_times_without_a_zone_are_refused_until_the_spec_says_whose_they_are(tmp_path):
    write(tmp_path / "A.parquet", [at.replace(tzinfo=None) - timedelta(hours=5) for at in MINUTES])
    with pytest.raises(DataRefused, match=r"row 1: `2010-01-04T09:30:00` has no time zone; .* data.zone: new_york"):
        load(tmp_path, Timeframe.MINUTE)
    assert load(tmp_path, Timeframe.MINUTE, zone=Zone.NEW_YORK).opened_at[0] == int(OPEN.timestamp()) * 10**9


def test_midnights_without_a_zone_are_dates(tmp_path):
    write(tmp_path / "A.parquet", [datetime(day.year, day.month, day.day) for day in DAYS])  # noqa: DTZ001
    assert load(tmp_path).session.tolist() == [day.toordinal() for day in DAYS]


def test_one_long_file_is_read_by_symbol(tmp_path):
    columns = {name: [*numbers, *(2 * number for number in numbers)] for name, numbers in VALUES.items()}
    write(tmp_path / "bars.parquet", [*DAYS, *DAYS], symbol=["A", "A", "B", "B"], **columns)
    panel = load(tmp_path / "bars.parquet", symbols=("B", "A"))
    assert panel.close.tolist() == [[22, 11], [23, 11.5]]
    with pytest.raises(DataRefused, match="has no bars of C"):
        load(tmp_path / "bars.parquet", symbols=("A", "C"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"close": [11.0, 0.0]}, "row 2: close must be above zero, is 0"),
        ({"close": [11.0, float("nan")]}, "row 2: close is no number: `nan`"),
        ({"close": [11.0, None]}, "row 2: close is no number: it is empty"),
        ({"close": ["a", "b"]}, "column close holds no numbers but string"),
        ({"close": None}, "has no column close"),
        ({"high": [8.0, 12.0]}, "row 1: high 8 is below low 9"),
        ({"stamps": DAYS[::-1]}, "row 2: is earlier than the line before"),
        ({"stamps": [DAYS[0], DAYS[0]]}, "row 2: has the time of the line before"),
        ({"stamps": [1, 2]}, "column timestamp holds no times but int64"),
        ({"stamps": [DAYS[0], date(2010, 1, 9)]}, "row 2: 2010-01-09 is no session"),
    ],
)
def test_what_is_wrong_is_refused_with_its_row(tmp_path, changes, says):
    write(tmp_path / "A.parquet", changes.pop("stamps", DAYS), **changes)
    with pytest.raises(DataRefused, match=says):
        load(tmp_path)


def test_what_is_no_parquet_is_refused(tmp_path):
    (tmp_path / "A.parquet").write_bytes(b"timestamp,open")
    with pytest.raises(DataRefused, match="cannot be read"):
        load(tmp_path)
    parquet.write_table(
        pa.table({"timestamp": pa.array([], pa.date32()), **{n: [] for n in VALUES}}), tmp_path / "A.parquet"
    )
    with pytest.raises(DataRefused, match="has no bars"):
        load(tmp_path)


def test_without_the_extra_it_is_said_what_to_install(tmp_path, monkeypatch):
    write(tmp_path / "A.parquet", DAYS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(DataRefused, match=r"needs the extra parquet: pip install 'botspec\[parquet\]'"):
        load(tmp_path)
