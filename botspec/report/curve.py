"""Equity over time, one sample a closed bar, and the same by session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botspec.domain.rows import ContributedRow, MarkRow
from botspec.market.moments import nanoseconds

Floats = NDArray[np.float64]
_DAY = 86_400 * 1_000_000_000
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Curve:
    """Arrays [K]: `closed_at` UTC nanoseconds, the rest USD; `benchmark` in any unit, None when there is none.

    `adverse` is the equity at each bar's worst point.
    """

    closed_at: NDArray[np.int64]
    equity: Floats
    adverse: Floats
    cash: Floats
    exposure: Floats
    benchmark: Floats | None

    def __len__(self) -> int:
        return len(self.closed_at)

    def days(self) -> NDArray[np.int64]:
        """Days since 1970-01-01 (UTC) of each row; a bar that closes at midnight belongs to the day before."""
        return (self.closed_at - 1) // _DAY

    def by_session(self) -> Curve:
        """The last row of each day."""
        if len(self) == 0:
            return self
        days = self.days()
        last = np.append(days[1:] != days[:-1], True)
        return self.where(last)

    def where(self, chosen: NDArray[Any]) -> Curve:
        """The rows chosen by a mask or an index."""
        benchmark = None if self.benchmark is None else self.benchmark[chosen]
        parts = (self.equity, self.adverse, self.cash, self.exposure)
        equity, adverse, cash, exposure = (part[chosen] for part in parts)
        return Curve(self.closed_at[chosen], equity, adverse, cash, exposure, benchmark)

    def in_units(self, contributions: Sequence[ContributedRow]) -> Curve:
        """What the starting capital alone would have become: money that came in is no gain."""
        if not contributions:
            return self
        units = np.array([1.0, *(row.unit for row in contributions)])
        came_in = np.array([nanoseconds(row.at) for row in contributions], dtype=np.int64)
        unit = units[np.searchsorted(came_in, self.closed_at, side="left")]
        parts = (self.equity, self.adverse, self.cash, self.exposure)
        equity, adverse, cash, exposure = (part * unit for part in parts)
        return Curve(self.closed_at, equity, adverse, cash, exposure, self.benchmark)

    def date_of(self, row: int) -> date:
        """The date of a row."""
        return date.fromordinal(_EPOCH + int((self.closed_at[row] - 1) // _DAY))

    def dates(self) -> list[date]:
        """The date of each row."""
        return [date.fromordinal(_EPOCH + int(day)) for day in self.days()]


def from_columns(columns: Mapping[str, NDArray[Any]]) -> Curve:
    """The curve a finished run stored."""
    equity = _floats(columns["equity"])
    return Curve(
        closed_at=np.asarray(columns["closed_at"], dtype=np.int64),
        equity=equity,
        adverse=_floats(columns.get("adverse", equity)),
        cash=_floats(columns["cash"]),
        exposure=_floats(columns["exposure"]),
        benchmark=_known(_floats(columns["benchmark"])) if "benchmark" in columns else None,
    )


def from_marks(marks: Sequence[MarkRow]) -> Curve:
    """The curve of a run that did not get to store one: its marks at closes."""
    closes = [mark for mark in marks if mark.phase == "close"]
    benchmark = [float("nan") if mark.benchmark is None else mark.benchmark for mark in closes]
    return Curve(
        closed_at=np.array([nanoseconds(mark.at) for mark in closes], dtype=np.int64),
        equity=_floats([mark.equity for mark in closes]),
        adverse=_floats([mark.adverse for mark in closes]),
        cash=_floats([float(mark.cash) for mark in closes]),
        exposure=_floats([mark.exposure for mark in closes]),
        benchmark=_known(_floats(benchmark)),
    )


def _floats(values: Any) -> Floats:  # noqa: ANN401  whatever numpy takes
    return np.asarray(values, dtype=np.float64)


def _known(benchmark: Floats) -> Floats | None:
    return benchmark if np.isfinite(benchmark).any() else None
