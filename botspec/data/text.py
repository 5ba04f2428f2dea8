"""CSV: bars of one symbol, or of several in one long file."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from botspec.data.at_once import DATE, PLAIN, read_at_once
from botspec.data.bars import FIELDS, Bars, check_order, check_values, in_utc, no_zone, not_once, sound
from botspec.data.refused import DataRefused
from botspec.data.zone import NotOnce, from_new_york
from botspec.market.moments import nanoseconds
from botspec.spec.words import Zone

HEADER = ",".join(FIELDS)
LONG_HEADER = f"symbol,{HEADER}"
FIRST_LINE = 2
Lines = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some lines of a file: their text and where they stand."""

    path: Path
    body: bytes
    places: Lines


def read_bars(path: Path, zone: Zone | None = None) -> Bars:
    """All rows of the file of one symbol. Raises DataRefused."""
    header, body = _text(path)
    if header != HEADER:
        raise DataRefused(path, 1, f"the first line must be `{HEADER}`")
    if not body:
        raise DataRefused(path, None, "has no bars")
    return _bars(_Part(path, body, np.arange(FIRST_LINE, FIRST_LINE + body.count(b"\n"))), zone)


def read_long(path: Path, symbols: Sequence[str], zone: Zone | None = None) -> Mapping[str, Bars]:
    """The rows of `symbols` in a file that has a symbol in every line, pairs with or without their slash.

    Raises DataRefused.
    """
    header, body = _text(path)
    if header != LONG_HEADER:
        raise DataRefused(path, 1, f"the first line must be `{LONG_HEADER}`")
    names = {symbol.replace("/", "").encode(): symbol for symbol in symbols}
    lines: dict[bytes, list[bytes]] = {name: [] for name in names}
    places: dict[bytes, list[int]] = {name: [] for name in names}
    for number, line in enumerate(body.split(b"\n")[:-1], FIRST_LINE):
        symbol, comma, rest = line.partition(b",")
        if not comma:
            raise DataRefused(path, number, f"needs {len(FIELDS) + 1} columns, has 1")
        name = symbol.replace(b"/", b"")
        if name in lines:
            lines[name].append(rest)
            places[name].append(number)
    absent = [names[name] for name, own in lines.items() if not own]
    if absent:
        raise DataRefused(path, None, f"has no bars of {', '.join(absent)}")
    return {
        names[name]: _bars(_Part(path, b"\n".join(own) + b"\n", np.array(places[name], dtype=np.int64)), zone)
        for name, own in lines.items()
    }


def _text(path: Path) -> tuple[str, bytes]:
    """The header in lower case, and the rest."""
    try:
        raw = path.read_bytes()
        unpacked = gzip.decompress(raw) if path.suffix == ".gz" else raw
        if not unpacked.isascii():
            unpacked.decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataRefused(path, None, f"cannot be read: {error}") from error
    text = unpacked.removeprefix(b"\xef\xbb\xbf")
    text = text.replace(b"\r\n", b"\n") if b"\r" in text else text
    text = text if text.endswith(b"\n") and not text[-2:].isspace() else text.rstrip() + b"\n"
    header, _, body = text.partition(b"\n")
    return header.decode().strip().lower(), body


def _bars(part: _Part, zone: Zone | None) -> Bars:
    return _quickly(part, zone) or _line_by_line(part, zone)


def _quickly(part: _Part, zone: Zone | None) -> Bars | None:
    """Whole columns at once; None when anything at all looks unusual, so that the slow way can say what."""
    found = read_at_once(part.body)
    if found is None or not sound(found.stamps, found.values):
        return None
    bars = Bars(part.path, found.stamps, found.values, found.width == DATE, part.places)
    return in_utc(bars, zone) if found.width == PLAIN else bars


def _line_by_line(part: _Part, zone: Zone | None) -> Bars:
    """The same, one line after the other: says which is wrong, and reads other UTC offsets."""
    stamps: list[int] = []
    rows: list[list[float]] = []
    lines = part.body.decode().split("\n")[:-1]
    dates = len(lines[0].split(",")[0].strip()) == DATE
    for place, line in zip(part.places.tolist(), lines, strict=True):
        try:
            stamp, row = _parsed(line, zone, dates=dates)
            check_order(stamp, stamps[-1] if stamps else None)
        except ValueError as error:
            raise DataRefused(part.path, place, str(error)) from error
        stamps.append(stamp)
        rows.append(row)
    return Bars(part.path, np.array(stamps, dtype=np.int64), np.array(rows, dtype=np.float64), dates, part.places)


def _parsed(line: str, zone: Zone | None, *, dates: bool) -> tuple[int, list[float]]:
    fields = line.split(",")
    if len(fields) != len(FIELDS):
        raise ValueError(f"needs {len(FIELDS)} columns, has {len(fields)}")
    stamp = _stamp(fields[0].strip(), zone, dates=dates)
    values = [_number(name, text) for name, text in zip(FIELDS[1:], fields[1:], strict=True)]
    check_values(values)
    return stamp, values


def _stamp(text: str, zone: Zone | None, *, dates: bool) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is no date or time; write 2010-01-04 or 2010-01-04T14:30:00Z") from None
    if (len(text) == DATE) != dates:
        raise ValueError(f"`{text}`: dates and times are mixed in one file")
    if dates:
        return nanoseconds(at.replace(tzinfo=UTC))
    return nanoseconds(at) if at.tzinfo is not None else _without_zone(at, zone)


def _without_zone(at: datetime, zone: Zone | None) -> int:
    written = at.isoformat()
    if zone is None:
        raise ValueError(no_zone(written))
    stamp = nanoseconds(at.replace(tzinfo=UTC))
    if zone is Zone.UTC:
        return stamp
    try:
        return int(from_new_york(np.array([stamp], dtype=np.int64))[0])
    except NotOnce:
        raise ValueError(not_once(written)) from None


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise ValueError(f"{name} is no number: `{text}`")
    return value
