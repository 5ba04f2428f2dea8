"""Wider bars from finer ones, and the words for widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.data.grid import grid
from botspec.market.distinct import starts
from botspec.market.panel import ROW_FIELDS, Panel
from botspec.simulator.asking import Bad
from botspec.simulator.hours import STOCKS, Hours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

DAY = "1Day"
SECOND = 10**9
TIMEFRAME = re.compile(r"(\d+)(Min|T|Hour|H|Day|D|Week|W|Month|M)")
LONG = {"T": "Min", "H": "Hour", "D": "Day", "W": "Week", "M": "Month"}
ALLOWED = {
    "Min": frozenset(range(1, 60)),
    "Hour": frozenset(range(1, 24)),
    "Day": frozenset({1}),
    "Week": frozenset({1}),
    "Month": frozenset({1, 2, 3, 6, 12}),
}
SECONDS = {"Min": 60, "Hour": 3600}


def canonical(timeframe: str) -> str:
    """`1D` is `1Day`. Raises Bad for what Alpaca does not have."""
    found = TIMEFRAME.fullmatch(timeframe)
    if found is None:
        raise Bad(f"invalid timeframe: {timeframe}")
    number, unit = int(found[1]), LONG.get(found[2], found[2])
    if number not in ALLOWED[unit]:
        raise Bad(f"invalid timeframe: {timeframe}")
    return f"{number}{unit}"


def seconds(timeframe: str) -> int | None:
    """Of a canonical width within a day; None for days and longer."""
    number, unit = _parts(timeframe)
    return number * SECONDS[unit] if unit in SECONDS else None


def within_days(panel: Panel, width: int, hours: Hours) -> tuple[Panel, NDArray[np.int64]]:
    """Bars of `width` seconds and their left edges: known when the stretch, or the day, is over."""
    edges = panel.opened_at // (width * SECOND) * (width * SECOND)
    keys = edges + panel.session  # a day never shares a bar with another
    first = starts(keys)
    joined = _joined(
        panel, first, lambda place, last: min(int(edges[place]) + width * SECOND, _ends(panel, last, hours))
    )
    return joined, edges[first]


def daily(panel: Panel, hours: Hours) -> tuple[Panel, NDArray[np.int64]]:
    """Whole days from finer bars of regular hours: known at the day's official end."""
    if hours.market.extended:
        return daily(_regular(panel), STOCKS)
    first = starts(panel.session)
    joined = _joined(panel, first, lambda _, last: _ends(panel, last, hours))
    return joined, midnights(joined, hours)


def _regular(panel: Panel) -> Panel:
    """What is traded before the open and after the close does not move a day's bar."""
    known = grid(int(panel.opened_at[0]), int(panel.opened_at[-1]))
    at = np.searchsorted(known.session, panel.session)
    rows = (panel.opened_at >= known.opens[at]) & (panel.opened_at < known.closes[at])
    columns: dict[str, Any] = {name: getattr(panel, name)[rows] for name in ROW_FIELDS}
    return replace(panel, **columns)


def of_days(days: Panel, timeframe: str, hours: Hours) -> tuple[Panel, NDArray[np.int64]]:
    """Weeks or months from days: known with their last day."""
    number, unit = _parts(timeframe)
    ordinals = [int(ordinal) for ordinal in days.session]
    keys = [hours.week(day) if unit == "Week" else hours.months(day, number) for day in ordinals]
    first = starts(np.array(keys, dtype=np.int64))
    joined = _joined(days, first, lambda _, last: int(days.closed_at[last]))
    return joined, np.array([hours.midnight(keys[int(place)]) for place in first], dtype=np.int64)


def midnights(days: Panel, hours: Hours) -> NDArray[np.int64]:
    """Left edges of daily bars."""
    return np.array([hours.midnight(int(ordinal)) for ordinal in days.session], dtype=np.int64)


def _parts(timeframe: str) -> tuple[int, str]:
    found = TIMEFRAME.fullmatch(timeframe)
    if found is None:
        raise Bad(f"invalid timeframe: {timeframe}")
    return int(found[1]), LONG.get(found[2], found[2])


def _ends(panel: Panel, last: int, hours: Hours) -> int:
    return hours.ends(int(panel.session[last]), int(panel.closed_at[last]))


def _joined(panel: Panel, first: NDArray[np.int64], known_at: Callable[[int, int], int]) -> Panel:
    """One bar from each row in `first` to the next; `known_at(first row, last row)` is its close."""
    last = np.append(first[1:], len(panel)) - 1
    pieces = [slice(int(start), int(end) + 1) for start, end in zip(first, last, strict=True)]
    closes = [known_at(int(start), int(end)) for start, end in zip(first, last, strict=True)]
    with np.errstate(all="ignore"):
        return replace(
            panel,
            opened_at=panel.opened_at[first],
            closed_at=np.array(closes, dtype=np.int64),
            session=panel.session[first],
            open=np.array([_first(panel.open[piece]) for piece in pieces]),
            high=np.array([np.fmax.reduce(panel.high[piece]) for piece in pieces]),
            low=np.array([np.fmin.reduce(panel.low[piece]) for piece in pieces]),
            close=np.array([_first(panel.close[piece][::-1]) for piece in pieces]),
            volume=np.array([np.nansum(panel.volume[piece], axis=0) for piece in pieces]),
        )


def _first(block: Numbers) -> Numbers:
    """The first number of each column, NaN where there is none."""
    rows = np.argmax(~np.isnan(block), axis=0)
    found: Numbers = block[rows, np.arange(block.shape[1])]
    return found
