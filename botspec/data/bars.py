"""Bars of one symbol from a file: everything in it is sound, or nothing is used."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from botspec.data.refused import DataRefused
from botspec.data.zone import NotOnce, from_new_york
from botspec.market.moments import moment
from botspec.spec.words import Zone

PRICES = ("open", "high", "low", "close")
FIELDS = ("timestamp", *PRICES, "volume")


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of a file in strictly increasing time.

    `stamps` [n] are UTC nanoseconds as written, a bare date being its midnight UTC; `values` [n, 5] are the prices and
    volume; `dates` is True when the file gives dates instead of moments; `places` [n] is where each row stands in its
    file, a line or (in a file without lines) a row counted from 1.
    """

    path: Path
    stamps: NDArray[np.int64]
    values: NDArray[np.float64]
    dates: bool
    places: NDArray[np.int64]
    lines: bool = True

    def refuse(self, row: int, message: str) -> DataRefused:
        """The refusal that points at a row."""
        place = int(self.places[row])
        if self.lines:
            return DataRefused(self.path, place, message)
        return DataRefused(self.path, None, f"row {place}: {message}")


def sound(stamps: NDArray[np.int64], values: NDArray[np.float64]) -> bool:
    """Whether the rows may be used as they are."""
    prices, volume = values[:, :4], values[:, 4]
    return bool(
        np.isfinite(values).all()
        and (prices > 0).all()
        and (volume >= 0).all()
        and (values[:, 1] >= values[:, 2]).all()
        and (np.diff(stamps) > 0).all()
    )


def check_order(stamp: int, before: int | None) -> None:
    """Raises ValueError for a row that is not later than the one before."""
    if before is None or stamp > before:
        return
    if stamp == before:
        raise ValueError("has the time of the line before: a bar must be there once")
    raise ValueError("is earlier than the line before: sort the file by time")


def check_values(values: list[float]) -> None:
    """Raises ValueError for prices and a volume that cannot be."""
    for name, value in zip(FIELDS[1:], values, strict=True):
        if not math.isfinite(value):
            raise ValueError(f"{name} is no number: `{value:g}`")
    for name, price in zip(PRICES, values, strict=False):
        if not price > 0:
            raise ValueError(f"{name} must be above zero, is {price:g}")
    if values[4] < 0:
        raise ValueError(f"volume must not be negative, is {values[4]:g}")
    if values[1] < values[2]:
        raise ValueError(f"high {values[1]:g} is below low {values[2]:g}")


def checked(bars: Bars) -> Bars:
    """The same, or DataRefused at the first row that is wrong."""
    if sound(bars.stamps, bars.values):
        return bars
    for row, values in enumerate(bars.values.tolist()):
        try:
            check_values(values)
            check_order(int(bars.stamps[row]), int(bars.stamps[row - 1]) if row else None)
        except ValueError as error:
            raise bars.refuse(row, str(error)) from error
    raise AssertionError(bars.path)


def in_utc(bars: Bars, zone: Zone | None) -> Bars:
    """Bars whose `stamps` are wall-clock times without a zone, as moments. Raises DataRefused."""
    if zone is None:
        raise bars.refuse(0, no_zone(f"{moment(int(bars.stamps[0])):%Y-%m-%dT%H:%M:%S}"))
    if zone is Zone.UTC:
        return bars
    try:
        return replace(bars, stamps=from_new_york(bars.stamps))
    except NotOnce as error:
        written = f"{moment(int(bars.stamps[error.row])):%Y-%m-%dT%H:%M:%S}"
        raise bars.refuse(error.row, not_once(written)) from error


def no_zone(written: str) -> str:
    """What is wrong with a time that names no zone."""
    return f"`{written}` has no time zone; write {written}Z, or say data.zone: new_york"


def not_once(written: str) -> str:
    """What is wrong with a time at which New York's clocks changed."""
    return f"`{written}` was twice or never in New York, where clocks changed that night; write it with its zone"
