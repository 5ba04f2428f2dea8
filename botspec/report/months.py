"""Returns month by month."""

from __future__ import annotations

from dataclasses import dataclass

from botspec.report.curve import Curve
from botspec.report.metrics import known


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve returns (None where the run has no session) and the whole year's."""

    year: int
    months: tuple[float | None, ...]
    total: float | None


def by_month(sessions: Curve, start: float) -> tuple[Year, ...]:
    """From month end to month end, the first against `start`."""
    ends: dict[tuple[int, int], float] = {}
    for on, equity in zip(sessions.dates(), sessions.equity.tolist(), strict=True):
        ends[(on.year, on.month)] = equity
    years, before = [], start
    for year in sorted({year for year, _ in ends}):
        opening = before
        months: list[float | None] = []
        for month in range(1, 13):
            end = ends.get((year, month))
            months.append(None if end is None else _change(before, end))
            before = before if end is None else end
        years.append(Year(year, tuple(months), _change(opening, before)))
    return tuple(years)


def _change(before: float, after: float) -> float | None:
    return known(after / before - 1.0) if before > 0 else None
