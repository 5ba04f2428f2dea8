"""Which bars a bot needs: how many before its first decision, and from which day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from botspec.market import calendar
from botspec.market.sample import index
from botspec.spec.model import Spec
from botspec.spec.words import Source, Timeframe

_SESSION_SECONDS = 6.5 * 3600


@dataclass(frozen=True, slots=True)
class DataNeeded:
    """`warmup` counts bars of a symbol; `since` is the first session they can come from, None where that is open."""

    source: str
    timeframe: str
    warmup: int
    first: date | None
    last: date | None
    since: date | None


def data_needed(spec: Spec, warmup: int) -> DataNeeded:
    """For the spec's period, or from the first bar that the sample has of every symbol."""
    first, last = _period(spec)
    sessions = math.ceil(warmup * _sessions_a_bar(spec))
    since = None if first is None else _back(first, sessions)
    return DataNeeded(spec.data.source.value, spec.data.timeframe.value, warmup, first, last, since)


def _period(spec: Spec) -> tuple[date | None, date | None]:
    period = spec.simulation.period
    if period is not None:
        return getattr(period, "starts_on", None), getattr(period, "ends_on", None)
    held = [index()[symbol] for symbol in spec.universe.symbols if symbol in index()]
    if spec.data.source is not Source.SAMPLE or not held:
        return None, None
    return max(each.first for each in held), min(each.last for each in held)


def _sessions_a_bar(spec: Spec) -> Fraction:
    """Exactly, so that rounding up never adds a session."""
    timeframe = spec.data.timeframe
    if timeframe.intraday:
        return Fraction(1, math.ceil(_SESSION_SECONDS / timeframe.seconds))
    return Fraction({Timeframe.WEEK: 5, Timeframe.MONTH: 23}.get(timeframe, 1))


def _back(first: date, sessions: int) -> date:
    """That many sessions before; the calendar's first day at the most."""
    on = first
    while sessions and on > calendar.table().first:
        on -= timedelta(days=1)
        sessions -= calendar.session_on(on) is not None
    return on
