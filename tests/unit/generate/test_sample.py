"""The shipped sample is what its command writes from its source."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.generate import sample
from tests.generate.sample import Day

SOURCE = Path(__file__).parents[4] / "shared" / "data" / "public-domain" / "daily"


def day(on, close, adjusted):
    return Day(date(2010, 1, on), (), close, adjusted)


def test_a_steady_factor_is_no_action():
    assert sample.actions([day(4, 10.0, 5.0), day(5, 11.0, 5.5), day(6, 9.0, 4.500001)]) == []


def test_a_jump_to_a_whole_number_is_a_split():
    (found,) = sample.actions([day(4, 30.0, 10.0), day(5, 10.0, 10.0)])
    assert (found.kind, found.value) == ("split", 3)


def test_any_other_jump_is_a_dividend():
    (found,) = sample.actions([day(4, 100.0, 99.0), day(5, 99.0, 99.0)])
    assert (found.kind, found.value) == ("cash_dividend", Decimal("1.0000"))


@pytest.mark.skipif(not SOURCE.is_dir(), reason="the source bars are not beside this clone")
def test_the_shipped_files_are_what_the_command_writes():
    days = {}
    for symbol in sample.SYMBOLS:
        with gzip.open(SOURCE / f"{symbol}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            days[symbol] = [
                Day(
                    date.fromisoformat(row["timestamp"][:10]),
                    tuple(row[name] for name in ("open", "high", "low", "close", "volume")),
                    float(row["close"]),
                    float(row["adj_close"]),
                )
                for row in csv.DictReader(lines)
            ]
    for name, content in sample.render(days).items():
        shipped = (sample.TARGET / name).read_bytes()
        unpack = gzip.decompress if name.endswith(".gz") else bytes  # zlib versions pack differently
        assert unpack(content) == unpack(shipped), name
