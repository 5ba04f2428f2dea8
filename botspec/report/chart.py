"""Curves as paths in a box of 1000 x 1000 units that stretches to any size; labels stand beside it as text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from botspec.market.calendar import NEW_YORK, in_new_york
from botspec.market.distinct import distinct
from botspec.market.moments import moment, nanoseconds
from botspec.report import words
from botspec.report.curve import Curve, Floats
from botspec.report.headroom import TripLine
from botspec.report.metrics import drawdowns

BOX = 1000.0
_BUCKETS = 240
_HITS = 125
_FEW = 30  # sessions: with fewer, every bar is drawn
_LINE = 2  # samples: with fewer there is none
_TICKS = 3
_LAST_TICK = 0.97  # a label further right would leave the box


@dataclass(frozen=True, slots=True)
class Tick:
    """`place` is in percent of the box, from the left or from the top; a minor one is left out on narrow screens."""

    place: float
    label: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A strip under the pointer and what it says; percent of the width."""

    left: float
    width: float
    title: str
    equity: str
    benchmark: str | None
    drawdown: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a place (percent of the width)."""

    place: float
    title: str


@dataclass(frozen=True, slots=True)
class Charts:
    """Both charts share their horizontal axis. Paths are SVG path data; `benchmark` is None when there is none."""

    equity: str
    area: str
    benchmark: str | None
    drawdown: str
    money_ticks: tuple[Tick, ...]
    start_line: float
    fall_ticks: tuple[Tick, ...]
    time_ticks: tuple[Tick, ...]
    hits: tuple[Hit, ...]
    trips: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    def place(self, values: Floats) -> Floats:
        """From the top, in units of the box."""
        return np.asarray(BOX * (self.high - values) / (self.high - self.low))


def charts(curve: Curve, sessions: Curve, start: float, trips: tuple[TripLine, ...]) -> Charts | None:
    """Charts of a run; None when it has fewer than two samples."""
    shown = sessions if len(sessions) >= _FEW else curve
    if len(shown) < _LINE or not np.isfinite(shown.equity).all():
        return None
    falls = drawdowns(shown.equity, start)
    values = [shown.equity, np.array([start])] + ([] if shown.benchmark is None else [shown.benchmark])
    money, money_ticks = _money_axis(np.concatenate(values))
    fall, fall_ticks = _fall_axis(falls)
    line = _path(money.place(shown.equity))
    sunk = _path(fall.place(-falls))
    return Charts(
        equity=line,
        area=f"{line}V{BOX:.0f}H0Z",
        benchmark=None if shown.benchmark is None else _path(money.place(shown.benchmark)),
        drawdown=f"{sunk}V0H0Z",
        money_ticks=money_ticks,
        start_line=float(money.place(np.array([start]))[0]),
        fall_ticks=fall_ticks,
        time_ticks=_time_axis(shown),
        hits=_hits(shown, falls),
        trips=_events(shown, trips),
    )


def _path(places: Floats) -> str:
    kept = _thinned(places)
    across = kept * (BOX / (len(places) - 1))
    points = [
        f"{x:.1f} {y:.1f}" for x, y in zip(across.tolist(), places[kept].tolist(), strict=True) if math.isfinite(y)
    ]
    return "M" + "L".join(points) if points else ""


def _thinned(values: Floats) -> NDArray[np.int64]:
    """Rows that show: first, last, lowest and highest of each of at most 240 stretches."""
    rows = len(values)
    if rows <= 4 * _BUCKETS:
        return np.arange(rows, dtype=np.int64)
    edges = np.linspace(0, rows, _BUCKETS + 1).astype(np.int64)
    kept = set()
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = values[low:high]
        kept |= {low, high - 1, low + int(np.argmin(part)), low + int(np.argmax(part))}
    return np.array(sorted(kept), dtype=np.int64)


def _money_axis(values: Floats) -> tuple[_Scale, tuple[Tick, ...]]:
    known = values[np.isfinite(values)]
    low, high = float(known.min()), float(known.max())
    if high - low < 1e-9 * max(1.0, abs(high)):
        low, high = low * 0.99 - 1, high * 1.01 + 1
    step = _step((high - low) / 4)
    scale = _Scale(math.floor(low / step) * step, math.ceil(high / step) * step)
    return scale, _ticks(scale, step, lambda value: words.money(value, digits=0 if step >= 1 else 2))


def _fall_axis(falls: Floats) -> tuple[_Scale, tuple[Tick, ...]]:
    step = _step(max(float(falls.max()), 1e-4) / 3)
    scale = _Scale(-math.ceil(max(float(falls.max()), 1e-4) / step) * step, 0.0)
    digits = max(0, -math.floor(math.log10(step * 100) + 1e-9))
    return scale, _ticks(scale, step, lambda value: words.percent(value, digits=digits))


def _step(rough: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))


def _ticks(scale: _Scale, step: float, label: Callable[[float], str]) -> tuple[Tick, ...]:
    number = round((scale.high - scale.low) / step)
    values = [scale.low + index * step for index in range(number + 1)]
    return tuple(Tick(100 * (scale.high - value) / (scale.high - scale.low), label(value)) for value in values)


def _time_axis(shown: Curve) -> tuple[Tick, ...]:
    """Where a new year, quarter, month, day or hour begins: the coarsest that gives at least three."""
    times = [moment(int(at)).astimezone(NEW_YORK) for at in shown.closed_at]
    for form, unit in _UNITS:
        begins = _begins([unit(at) for at in times])
        if len(begins) >= _TICKS:
            return _time_ticks(begins, times, form)
    return ()


def _begins(names: Sequence[object]) -> list[int]:
    return [row for row in range(1, len(names)) if names[row] != names[row - 1]]


def _time_ticks(begins: list[int], times: list[datetime], form: str) -> tuple[Tick, ...]:
    chosen = begins[:: math.ceil(len(begins) / 10)]
    last = len(times) - 1
    return tuple(
        Tick(100 * row / last, f"{times[row]:{form}}", minor=bool(index % 2))
        for index, row in enumerate(chosen)
        if row / last < _LAST_TICK
    )


def _year(at: datetime) -> int:
    return at.year


def _quarter(at: datetime) -> tuple[int, int]:
    return at.year, (at.month - 1) // 3


def _month(at: datetime) -> tuple[int, int]:
    return at.year, at.month


def _week(at: datetime) -> tuple[int, int]:
    return at.isocalendar()[:2]


def _day(at: datetime) -> int:
    return at.toordinal()


def _hour(at: datetime) -> tuple[int, int]:
    return at.toordinal(), at.hour


_UNITS = (
    ("%Y", _year),
    ("%b %Y", _quarter),
    ("%b %Y", _month),
    ("%d %b", _week),
    ("%d %b", _day),
    ("%H:%M", _hour),
)


def _hits(shown: Curve, falls: Floats) -> tuple[Hit, ...]:
    rows = distinct(np.linspace(0, len(shown) - 1, min(_HITS, len(shown))).astype(np.int64)).tolist()
    width = 100 / max(1, len(rows) - 1)
    by_day = len(distinct(shown.days())) == len(shown)
    return tuple(_hit(shown, falls, row, width, by_day=by_day) for row in rows)


def _hit(shown: Curve, falls: Floats, row: int, width: float, *, by_day: bool) -> Hit:
    at = moment(int(shown.closed_at[row])).astimezone(UTC)
    benchmark = None if shown.benchmark is None else float(shown.benchmark[row])
    return Hit(
        left=round(100 * row / (len(shown) - 1) - width / 2, 3),
        width=round(width, 3),
        title=shown.where(np.array([row])).dates()[0].isoformat() if by_day else in_new_york(at),
        equity=words.money(float(shown.equity[row])),
        benchmark=None if benchmark is None or not math.isfinite(benchmark) else words.money(benchmark),
        drawdown=words.percent(-float(falls[row])),
    )


def _events(shown: Curve, trips: tuple[TripLine, ...]) -> tuple[Event, ...]:
    found = []
    for line in trips:
        trip = line.row.trip
        row = min(int(np.searchsorted(shown.closed_at, nanoseconds(trip.at))), len(shown) - 1)
        title = f"{in_new_york(trip.at)}: {trip.guard} tripped: {trip.action.value}"
        found.append(Event(round(100 * row / (len(shown) - 1), 3), title))
    return tuple(found)
