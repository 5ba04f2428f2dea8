"""Alpaca's bars (JSON objects by symbol) as columns. Floats stay what they are; what cannot be a price is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from botspec.adapters.alpaca.orders import Malformed, mapping, sequence
from botspec.adapters.alpaca.timeframes import Slot
from botspec.market.panel import Panel

KEYS = ("o", "h", "l", "c", "v")


@dataclass(frozen=True, slots=True)
class Dropped:
    """Bars left out, by symbol: outside the sessions, and with values that cannot be."""

    outside: Counter[str] = field(default_factory=Counter)
    impossible: Counter[str] = field(default_factory=Counter)


def panel_of(
    symbols: Sequence[str], raw: object, place: Callable[[str], Slot | None], until: int, dropped: Dropped
) -> Panel:
    """Bars closed by `until` (UTC nanoseconds), one row a closing moment; no bar is NaN. Raises Malformed."""
    by_symbol = mapping(raw)
    placing = cache(place)  # hundreds of symbols have bars of the same moments
    placed = {symbol: _placed(by_symbol.get(symbol), placing, until) for symbol in symbols}
    for symbol, (_, _, outside) in placed.items():
        dropped.outside[symbol] += outside
    rows = sorted({slot.closed_at: slot for slots, _, _ in placed.values() for slot in slots}.items())
    row_of = {closed_at: row for row, (closed_at, _) in enumerate(rows)}
    values = np.full((len(KEYS), len(rows), len(symbols)), np.nan)
    for column, symbol in enumerate(symbols):
        slots, numbers, _ = placed[symbol]
        good = sound(numbers)
        dropped.impossible[symbol] += int(len(good) - good.sum())
        where = np.array([row_of[slot.closed_at] for slot in slots], dtype=np.intp)[good]
        values[:, where, column] = numbers[:, good]
    return _assembled(tuple(symbols), [slot for _, slot in rows], values)


def _placed(
    raw: object, place: Callable[[str], Slot | None], until: int
) -> tuple[list[Slot], NDArray[np.float64], int]:
    """Slots of a symbol's closed bars, their values [5, bars], and how many lay outside the sessions."""
    bars = [mapping(bar) for bar in sequence(raw if raw is not None else [])]
    try:
        found = [place(str(bar["t"])) for bar in bars]
    except (KeyError, ValueError):
        found = None
    if found is None:
        raise Malformed("a bar without a time")
    kept = [(slot, bar) for slot, bar in zip(found, bars, strict=True) if slot is not None and slot.closed_at <= until]
    return [slot for slot, _ in kept], _numbers([bar for _, bar in kept]), found.count(None)


def _numbers(bars: Sequence[Mapping[str, object]]) -> NDArray[np.float64]:
    try:
        return np.array([[bar.get(key) for bar in bars] for key in KEYS], dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise Malformed("a bar whose prices are no numbers")


def sound(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """True for each bar that can have happened: written so that NaN is False."""
    opened, high, low, close, volume = numbers
    prices = (low > 0) & (high < np.inf) & (low <= opened) & (opened <= high) & (low <= close) & (close <= high)
    sound: NDArray[np.bool_] = prices & (volume >= 0) & (volume < np.inf)
    return sound


def _assembled(symbols: tuple[str, ...], rows: Sequence[Slot], values: NDArray[np.float64]) -> Panel:
    filled = ~np.isnan(values[3]).all(axis=1)
    opened, high, low, close, volume = (np.asfortranarray(column[filled]) for column in values)
    moments = np.array([(slot.opened_at, slot.closed_at, slot.session) for slot in rows], dtype=np.int64)
    opened_at, closed_at, session = moments.reshape(len(rows), 3)[filled].T.copy()
    return Panel(symbols, opened_at, closed_at, session, opened, high, low, close, volume)
