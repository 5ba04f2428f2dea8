"""History as it was served, a symbol at a time, and how much of it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from botspec.market.panel import CorporateAction

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last day in New York, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Recorded:
    """Bars as sent, nothing taken out: left edges [n] in UTC nanoseconds, prices and volume [n, 5]."""

    stamps: NDArray[np.int64]
    values: NDArray[np.float64]

    def between(self, start: int, stop: int) -> Recorded:
        """Bars that open from `start` up to but not including `stop`."""
        rows = slice(*np.searchsorted(self.stamps, [start, stop]).tolist())
        return Recorded(self.stamps[rows], self.values[rows])


@dataclass(frozen=True, slots=True)
class Held:
    """Bars and actions of one symbol; complete for `days`."""

    days: Days
    bars: Recorded
    actions: tuple[CorporateAction, ...] = ()


class Archive(Protocol):
    """Where history is kept between runs; held for one process while it is open."""

    def read(self, symbol: str) -> Held | None:
        """What is held, None when nothing sound is."""
        ...

    def write(self, symbol: str, held: Held) -> None:
        """Keep it instead of what was held."""
        ...


class Source(Protocol):
    """Who is asked for what is not held."""

    def bars(self, symbols: Sequence[str], days: Days) -> Mapping[str, Recorded]:
        """Bars of all `symbols` (none left out), in one request."""
        ...

    def actions(self, symbols: Sequence[str], days: Days) -> Sequence[CorporateAction]:
        """Actions whose ex-date is in `days`."""
        ...


def missing(held: Days | None, wanted: Days) -> tuple[Days, ...]:
    """What of `wanted` is not held, so that the whole has no hole afterwards: at most one part before and one after."""
    if wanted.last < wanted.first:
        return ()
    if held is None:
        return (wanted,)
    before = Days(wanted.first, held.first - _DAY)
    after = Days(held.last + _DAY, wanted.last)
    return tuple(part for part in (before, after) if part.first <= part.last)


def by_part(parts: Mapping[str, Iterable[Days]]) -> Mapping[Days, tuple[str, ...]]:
    """Symbols that miss the same days, to be asked for together."""
    found: dict[Days, tuple[str, ...]] = {}
    for symbol, missed in parts.items():
        for part in missed:
            found[part] = (*found.get(part, ()), symbol)
    return found


def merged(first: Recorded, second: Recorded) -> Recorded:
    """All bars of both in order of time; where both have one, the second's."""
    stamps = np.concatenate([first.stamps, second.stamps])
    values = np.concatenate([first.values, second.values])
    order = np.argsort(stamps, kind="stable")
    stamps, values = stamps[order], values[order]
    last = np.append(stamps[1:] != stamps[:-1], [True]) if len(stamps) else np.empty(0, dtype=bool)
    return Recorded(stamps[last], values[last])


NOTHING = Recorded(np.empty(0, dtype=np.int64), np.empty((0, 5)))
