"""History of several symbols: what is held, and what is missing asked for in as few questions as there are gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from botspec.data.recorded import NOTHING, Archive, Days, Held, Source, by_part, merged, missing

_LATE = timedelta(days=120)
"""Alpaca files an action under the day it is paid, weeks after its ex-date: until then it may still come."""


def history(archive: Archive, source: Source, symbols: Sequence[str], wanted: Days, today: date) -> Mapping[str, Held]:
    """Bars and actions of `symbols` for at least `wanted`. What is not over yet is asked for again the next time.

    Raises what `source` raises; what was answered before that is kept.
    """
    known = {symbol: archive.read(symbol) for symbol in symbols}
    gaps = {symbol: missing(held.days if held else None, wanted) for symbol, held in known.items()}
    for part, names in by_part(gaps).items():
        bars = source.bars(names, part)
        for symbol in names:
            known[symbol] = _grown(known[symbol], Held(part, bars.get(symbol, NOTHING)))
    fresh = {symbol: held for symbol, held in known.items() if held is not None}
    fresh |= _with_actions(source, fresh, gaps, wanted, today)
    for symbol, held in fresh.items():
        if gaps[symbol]:
            archive.write(symbol, _settled(held, today))
    return fresh


def _grown(held: Held | None, answered: Held) -> Held:
    if held is None:
        return answered
    days = Days(min(held.days.first, answered.days.first), max(held.days.last, answered.days.last))
    return Held(days, merged(held.bars, answered.bars), held.actions)


def _with_actions(
    source: Source, known: Mapping[str, Held], gaps: Mapping[str, Sequence[Days]], wanted: Days, today: date
) -> Mapping[str, Held]:
    """Actions are few: those of all held days are asked for whenever bars were, or while some may still come."""
    names = [symbol for symbol in known if gaps[symbol] or wanted.last > today - _LATE]
    if not names:
        return {}
    days = Days(min(known[symbol].days.first for symbol in names), max(known[symbol].days.last for symbol in names))
    answered = source.actions(names, days)
    return {
        symbol: Held(
            known[symbol].days, known[symbol].bars, tuple(action for action in answered if action.symbol == symbol)
        )
        for symbol in names
    }


def _settled(held: Held, today: date) -> Held:
    """Complete only for days that are over."""
    return Held(Days(held.days.first, min(held.days.last, today - timedelta(days=1))), held.bars, held.actions)
