"""Days on which symbols are not entered, from a file: `symbol,from,to`."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from botspec.data.refused import DataRefused

HEADER = ["symbol", "from", "to"]


def read_blackout(path: Path) -> Mapping[str, Sequence[tuple[date, date]]]:
    """First and last day, both included, by symbol. Raises DataRefused, also when there is no such file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataRefused(path, None, f"cannot be read: {error}") from error
    rows = list(csv.reader(lines))
    if not rows or rows[0] != HEADER:
        raise DataRefused(path, 1, f"the first line must be `{','.join(HEADER)}`")
    days: dict[str, list[tuple[date, date]]] = {}
    for number, row in enumerate(rows[1:], 2):
        symbol, first, last = _days(path, number, row)
        days.setdefault(symbol, []).append((first, last))
    return days


def _days(path: Path, line: int, row: Sequence[str]) -> tuple[str, date, date]:
    try:
        symbol, first, last = row[0], date.fromisoformat(row[1]), date.fromisoformat(row[2])
    except (ValueError, IndexError):
        raise DataRefused(path, line, "must look like `AAPL,2024-10-30,2024-11-01`") from None
    if not symbol or last < first:
        raise DataRefused(path, line, f"{last} is before {first}" if symbol else "names no symbol")
    return symbol, first, last
