"""How near each limit and each guard came to its bound."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from botspec.domain.guards import Unit, guard_names
from botspec.domain.intents import Reading
from botspec.domain.rows import DeniedRow, IntentRow, ReleasedRow, SpecRow, TripRow
from botspec.market.moments import nanoseconds
from botspec.report.curve import Curve, Floats

OF_EQUITY = frozenset({"daily_loss", "weekly_loss", "drawdown", "profit_lock"})


@dataclass(frozen=True, slots=True)
class LimitUse:
    """`nearest` is the reading, of an order that was sent, which used most of what was allowed; `used` how much."""

    limit: str
    used: float | None
    nearest: Reading | None
    checked: int
    denied: int


@dataclass(frozen=True, slots=True)
class TripLine:
    """A trip and how it ended; `released_at` is None when it holds still."""

    row: TripRow
    released: ReleasedRow | None

    @property
    def released_at(self) -> datetime | None:
        return self.released.at if self.released else None


@dataclass(frozen=True, slots=True)
class GuardUse:
    """`worst` is the most that the guard measured, `limit` its bound, in its own `unit`.

    Of a guard that does not watch the bot it is the most that was measured when it tripped.
    """

    guard: str
    worst: float | None
    limit: float | None
    trips: int
    unit: Unit = Unit.RATIO
    scope: str = "bot"

    @property
    def name(self) -> str:
        """With its scope where that is not the bot."""
        return self.guard if self.scope == "bot" else f"{self.guard} ({self.scope})"

    @property
    def used(self) -> float | None:
        """The worst loss as a part of the limit."""
        return self.worst / self.limit if self.worst is not None and self.limit else None


def limit_uses(intents: Sequence[IntentRow], denied: Sequence[DeniedRow]) -> tuple[LimitUse, ...]:
    """Every limit that measured something, by name."""
    nearest: dict[str, tuple[float, Reading]] = {}
    checked: dict[str, int] = {}
    for row in intents:
        for name, reading in row.readings.items():
            checked[name] = checked.get(name, 0) + 1
            part = _part(reading)
            if part is not None and part >= nearest.get(name, (-1.0, reading))[0]:
                nearest[name] = (part, reading)
    names = sorted(checked.keys() | {row.limit for row in denied})
    no = {name: sum(row.limit == name for row in denied) for name in names}
    return tuple(_limit_use(name, nearest.get(name), checked.get(name, 0), no[name]) for name in names)


def trip_lines(trips: Sequence[TripRow], released: Sequence[ReleasedRow]) -> tuple[TripLine, ...]:
    """Every trip with its release; of one latch only the newest holds, and its release ends those before it too."""
    ends = {row.trip_id: row for row in released}
    newest: dict[str, ReleasedRow | None] = {}
    lines = []
    for row in reversed(trips):
        latch = row.trip.latch
        held = latch in newest and row.trip.id not in ends
        newest[latch] = newest[latch] if held else ends.get(row.trip.id)
        lines.append(TripLine(row, newest[latch]))
    return tuple(reversed(lines))


def guard_uses(
    spec: SpecRow | None, curve: Curve, start: float, trips: Sequence[TripRow], released: Sequence[ReleasedRow]
) -> tuple[GuardUse, ...]:
    """Every guard of the spec, and any other that tripped."""
    declared = _declared(spec)
    for row in trips:
        declared.setdefault(row.trip.guard, {})
    return tuple(_guard_use(name, each, curve, start, trips, released) for name, each in declared.items())


def _limit_use(name: str, nearest: tuple[float, Reading] | None, checked: int, denied: int) -> LimitUse:
    part, reading = nearest if nearest is not None else (None, None)
    return LimitUse(name, part, reading, checked, denied)


def _part(reading: Reading) -> float | None:
    if not reading.used.is_finite() or not reading.allowed.is_finite() or reading.allowed <= 0:
        return None
    return max(0.0, float(reading.used / reading.allowed))


def _guard_use(
    name: str,
    declared: Mapping[str, Any],
    curve: Curve,
    start: float,
    trips: Sequence[TripRow],
    released: Sequence[ReleasedRow],
) -> GuardUse:
    own = [row.trip for row in trips if row.trip.guard == name]
    resets = [row for row in released if row.guard == name]
    kind = str(declared.get("kind", name))
    unit = own[-1].unit if own else Unit.RATIO
    limit = own[-1].limit if own else _fraction(declared.get("limit")) if kind in OF_EQUITY else None
    scope, since = str(declared.get("scope", "bot")), str(declared.get("from", "peak"))
    measured = _worst(kind, since, curve, start, resets) if scope == "bot" else None
    worst = max([trip.used for trip in own] + ([measured] if measured is not None else []), default=None)
    return GuardUse(name, worst, limit, len(own), unit, scope)


def _worst(kind: str, origin: str, curve: Curve, start: float, resets: Sequence[ReleasedRow]) -> float | None:
    if len(curve) == 0:
        return None
    if kind == "daily_loss" or origin == "day_open":
        reference = _previous_closes(curve, start)
    elif kind == "drawdown":
        reference = _peaks(curve, start, resets, rising=origin != "start")
    else:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        losses = 1.0 - curve.adverse / reference
    return max(0.0, float(np.max(losses))) if np.isfinite(losses).all() else None


def _previous_closes(curve: Curve, start: float) -> Floats:
    """Equity at the close of the session before, at each row."""
    days = curve.days()
    first = np.concatenate(([True], days[1:] != days[:-1]))
    closes = np.concatenate(([start], curve.equity[:-1]))[first]
    return np.asarray(closes[np.cumsum(first) - 1])


def _peaks(curve: Curve, start: float, resets: Sequence[ReleasedRow], *, rising: bool) -> Floats:
    """The reference before each row: it starts again at every release."""
    reference = np.empty(len(curve))
    begin, level = 0, start
    bounds = [int(np.searchsorted(curve.closed_at, nanoseconds(row.at), "right")) for row in resets]
    for bound, after in zip([*bounds, len(curve)], [*(row.equity for row in resets), level], strict=True):
        part = np.concatenate(([level], curve.equity[begin : max(begin, bound - 1)]))[: bound - begin]
        reference[begin:bound] = np.maximum.accumulate(part) if rising else level
        begin, level = max(begin, bound), after
    return reference


def _declared(spec: SpecRow | None) -> dict[str, Mapping[str, Any]]:
    try:
        guards = json.loads(spec.resolved)["risk"]["guards"] if spec else []
        return dict(zip(guard_names(str(each["kind"]) for each in guards), guards, strict=True))
    except (ValueError, KeyError, TypeError):
        return {}


def _fraction(text: object) -> float | None:
    """`4%`, or a plain fraction."""
    try:
        words = str(text).strip()
        value = Decimal(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
    except InvalidOperation:
        return None
    return float(value) if value.is_finite() and value > 0 else None
