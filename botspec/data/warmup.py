"""Rows before a run's first, so that its rules can decide at the period's first session."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from botspec.domain.rows import QualityRow
from botspec.market import calendar
from botspec.market.panel import Panel
from botspec.spec.words import Timeframe

_SESSION_SECONDS = 6.5 * 3600
_SLACK = 1.05


@dataclass(frozen=True, slots=True)
class WarmedUp:
    """`panel` with its warm-up rows; rows from `start` on are the period. `quality` is what was left out of it."""

    panel: Panel
    start: int
    quality: tuple[QualityRow, ...] = ()


def cut(panel: Panel, first: date, bars: int) -> WarmedUp:
    """Drop what is earlier than every symbol's `bars` own bars before session `first`.

    A symbol with fewer bars than that before `first` keeps what it has.
    """
    start = int(np.searchsorted(panel.session, first.toordinal()))
    begin = min((_begin(panel, number, start, bars) for number in range(len(panel.symbols))), default=start)
    return WarmedUp(panel.between(begin, len(panel)), start - begin)


def cut_at(panel: Panel, earliest_day: date, first: date) -> WarmedUp:
    """Drop what is earlier than session `earliest_day`; the period begins with session `first`."""
    start = int(np.searchsorted(panel.session, first.toordinal()))
    begin = int(np.searchsorted(panel.session, earliest_day.toordinal()))
    return WarmedUp(panel.between(begin, len(panel)), start - begin)


def _begin(panel: Panel, number: int, start: int, bars: int) -> int:
    own = np.flatnonzero(~np.isnan(panel.close[:start, number]))
    return int(own[max(len(own) - bars, 0)]) if bars and len(own) else start


def _sessions(timeframe: Timeframe) -> float:
    """How many sessions a bar takes: at least, for an intraday bar, at most, for one of a week or a month."""
    if timeframe.intraday:
        return 1 / math.ceil(_SESSION_SECONDS / timeframe.seconds)
    return {Timeframe.WEEK: 5, Timeframe.MONTH: 23}.get(timeframe, 1)


def earliest(first: date, bars: int, timeframe: Timeframe) -> date:
    """The session from which to ask for history, so that `bars` bars come before session `first`.

    Early closes and a few missing bars are allowed for. At the start of the calendar it is the calendar's first day.
    """
    needed = math.ceil(bars * _SLACK * _sessions(timeframe)) + 1 if bars else 0
    on = first
    while needed and on > calendar.table().first:
        on -= timedelta(days=1)
        needed -= calendar.session_on(on) is not None
    return on
