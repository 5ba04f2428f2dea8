"""Days on which nothing is entered: what the file may look like, and that a pinned one cannot change."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from botspec.app.blackouts import with_blackouts
from botspec.data.blackout import read_blackout
from botspec.data.refused import DataRefused
from botspec.risk.limits.blackout import Blackout
from tests.fakes.bots import a_bot, a_limit, scripted

GOOD = b"symbol,from,to\nAAA,2024-10-30,2024-11-01\nBBB,2024-10-30,2024-10-30\nAAA,2025-01-29,2025-01-31\n"
FIRST, LAST = date(2024, 10, 30), date(2024, 11, 1)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "earnings.csv"
    path.write_bytes(content)
    return path


def test_spans_by_symbol_in_the_order_of_the_file(tmp_path: Path) -> None:
    days = read_blackout(written(tmp_path, GOOD))

    assert days == {
        "AAA": [(FIRST, LAST), (date(2025, 1, 29), date(2025, 1, 31))],
        "BBB": [(FIRST, FIRST)],
    }


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")
    assert read_blackout(written(tmp_path, content)) == read_blackout(written(tmp_path, GOOD))


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "the first line must be `symbol,from,to`"),
        (b"AAA,2024-10-30,2024-11-01\n", 1, "the first line must be"),
        (b"symbol,from,to\nAAA,2024-10-30\n", 2, "must look like"),
        (b"symbol,from,to\nAAA,2024-10-30,soon\n", 2, "must look like"),
        (b"symbol,from,to\n\n", 2, "must look like"),
        (b"symbol,from,to\n,2024-10-30,2024-11-01\n", 2, "names no symbol"),
        (GOOD + b"AAA,2025-02-02,2025-02-01\n", 5, "2025-02-01 is before 2025-02-02"),
        (b"\xff\xfe", None, "cannot be read"),
    ],
)
def test_anything_else_is_refused_where_it_stands(tmp_path: Path, content: bytes, line: int | None, said: str) -> None:
    with pytest.raises(DataRefused, match=said) as refused:
        read_blackout(written(tmp_path, content))
    assert refused.value.line == line


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="cannot be read"):
        read_blackout(tmp_path / "earnings.csv")


def test_a_pinned_file_cannot_change(tmp_path: Path) -> None:
    digest = hashlib.sha256(GOOD).hexdigest()
    limit = a_limit("blackout", {"file": "earnings.csv", "sha256": digest})
    bot = a_bot(scripted(1, 2), limits=(limit,))
    written(tmp_path, GOOD)
    (known,) = with_blackouts(bot, tmp_path).limits
    assert isinstance(known, Blackout)
    assert known.days is not None
    assert known.days["BBB"] == [(FIRST, FIRST)]

    written(tmp_path, GOOD + b"CCC,2024-10-30,2024-10-30\n")
    with pytest.raises(DataRefused, match=f"is not the file that was reviewed: .* the spec says {digest}"):
        with_blackouts(bot, tmp_path)


def test_one_that_is_not_pinned_may(tmp_path: Path) -> None:
    bot = a_bot(scripted(1, 2), limits=(a_limit("blackout", {"file": "earnings.csv"}),))
    written(tmp_path, GOOD + b"CCC,2024-10-30,2024-10-30\n")
    (known,) = with_blackouts(bot, tmp_path).limits
    assert isinstance(known, Blackout)
    assert known.days is not None
    assert set(known.days) == {"AAA", "BBB", "CCC"}


def test_a_bot_without_one_reads_nothing(tmp_path: Path) -> None:
    bot = a_bot(scripted(1, 2))
    assert with_blackouts(bot, tmp_path) is bot
