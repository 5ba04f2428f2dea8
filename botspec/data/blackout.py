"""Days on which symbols are not entered, from a file: `symbol,from,to`."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from botspec.data.refused import DataRefused

HEADER = ["symbol", "from", "to"]


def read_blackout(path: Path, sha256: str | None = None) -> Mapping[str, Sequence[tuple[date, date]]]:
    """First and last day, both included, by symbol. Raises DataRefused, also for a file of another digest."""
    try:
        content = path.read_bytes()
        lines = content.decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataRefused(path, None, f"cannot be read: {error}") from error
    digest = hashlib.sha256(content).hexdigest()
    if sha256 is not None and digest != sha256:
        text = f"is not the file that was reviewed: its sha256 is {digest}, the spec says {sha256}"
        raise DataRefused(path, None, text)
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
