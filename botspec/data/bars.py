"""Bars of one symbol from one CSV file: everything in it is sound, or nothing is used."""

from __future__ import annotations

import gzip
import math
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from botspec.data.at_once import DATE, read_at_once
from botspec.data.refused import DataRefused
from botspec.market.moments import nanoseconds

PRICES = ("open", "high", "low", "close")
FIELDS = ("timestamp", *PRICES, "volume")
HEADER = ",".join(FIELDS)
FIRST_LINE = 2


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of a file in strictly increasing time; row n stands on line n + 2.

    `stamps` [n] are UTC nanoseconds as written, a bare date being its midnight UTC; `values` [n, 5] are the prices and
    volume; `dates` is True when the file gives dates instead of moments.
    """

    path: Path
    stamps: NDArray[np.int64]
    values: NDArray[np.float64]
    dates: bool

    def refuse(self, row: int, message: str) -> DataRefused:
        """The refusal that points at a row."""
        return DataRefused(self.path, row + FIRST_LINE, message)


def read_bars(path: Path) -> Bars:
    """All rows of `path`. Raises DataRefused."""
    header, _, body = _text(path).partition(b"\n")
    if header.decode().strip().lower() != HEADER:
        raise DataRefused(path, 1, f"the first line must be `{HEADER}`")
    if not body:
        raise DataRefused(path, None, "has no bars")
    return _quickly(path, body) or _line_by_line(path, body.decode().splitlines())


def _text(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
        unpacked = gzip.decompress(raw) if path.suffix == ".gz" else raw
        unpacked.decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataRefused(path, None, f"cannot be read: {error}") from error
    return unpacked.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").rstrip() + b"\n"


def _quickly(path: Path, body: bytes) -> Bars | None:
    """Whole columns at once; None when anything at all looks unusual, so that the slow way can say what."""
    found = read_at_once(body)
    if found is None or not _sound(*found[:2]):
        return None
    stamps, values, dates = found
    return Bars(path, stamps, values, dates)


def _sound(stamps: NDArray[np.int64], values: NDArray[np.float64]) -> bool:
    prices, volume = values[:, :4], values[:, 4]
    return bool(
        np.isfinite(values).all()
        and (prices > 0).all()
        and (volume >= 0).all()
        and (values[:, 1] >= values[:, 2]).all()
        and (np.diff(stamps) > 0).all()
    )


def _line_by_line(path: Path, lines: list[str]) -> Bars:
    """The same, one line after the other: says which is wrong, and reads other UTC offsets."""
    stamps: list[int] = []
    rows: list[list[float]] = []
    dates = len(lines[0].split(",")[0].strip()) == DATE
    for number, line in enumerate(lines, FIRST_LINE):
        try:
            stamp, row = _parsed(line, dates=dates)
            _check_order(stamp, stamps[-1] if stamps else None)
        except ValueError as error:
            raise DataRefused(path, number, str(error)) from error
        stamps.append(stamp)
        rows.append(row)
    return Bars(path, np.array(stamps, dtype=np.int64), np.array(rows, dtype=np.float64), dates)


def _check_order(stamp: int, before: int | None) -> None:
    if before is None or stamp > before:
        return
    if stamp == before:
        raise ValueError("has the time of the line before: a bar must be there once")
    raise ValueError("is earlier than the line before: sort the file by time")


def _parsed(line: str, *, dates: bool) -> tuple[int, list[float]]:
    fields = line.split(",")
    if len(fields) != len(FIELDS):
        raise ValueError(f"needs {len(FIELDS)} columns, has {len(fields)}")
    stamp = _stamp(fields[0].strip(), dates=dates)
    values = [_number(name, text) for name, text in zip(FIELDS[1:], fields[1:], strict=True)]
    _check(values)
    return stamp, values


def _stamp(text: str, *, dates: bool) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is no date or time; write 2010-01-04 or 2010-01-04T14:30:00Z") from None
    if (len(text) == DATE) != dates:
        raise ValueError(f"`{text}`: dates and times are mixed in one file")
    if dates:
        return nanoseconds(at.replace(tzinfo=UTC))
    if at.tzinfo is None:
        raise ValueError(f"`{text}` has no time zone; write 2010-01-04T14:30:00Z")
    return nanoseconds(at)


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise ValueError(f"{name} is no number: `{text}`")
    return value


def _check(values: list[float]) -> None:
    for name, price in zip(PRICES, values, strict=False):
        if not price > 0:
            raise ValueError(f"{name} must be above zero, is {price:g}")
    if values[4] < 0:
        raise ValueError(f"volume must not be negative, is {values[4]:g}")
    if values[1] < values[2]:
        raise ValueError(f"high {values[1]:g} is below low {values[2]:g}")
