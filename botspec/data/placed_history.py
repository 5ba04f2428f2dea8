"""Recorded history -> a panel: what cannot be is left out and counted, as a live feed does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from botspec.data.bars import Bars
from botspec.data.join import join
from botspec.data.place import Placed, fits, place
from botspec.data.recorded import Days, Held, Recorded
from botspec.data.resample import Reach, resample
from botspec.domain.rows import QualityRow
from botspec.market.hours import EXTENDED, core_hours
from botspec.market.moments import nanoseconds
from botspec.market.panel import Panel
from botspec.spec.words import Timeframe

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Widths:
    """The bars that were asked for, the bars that are wanted, and whether those outside regular sessions are kept."""

    asked: Timeframe
    wanted: Timeframe
    extended: bool = False


def panel_of(
    held: Mapping[str, Held], days: Days, widths: Widths, now: datetime
) -> tuple[Panel, tuple[QualityRow, ...]]:
    """Bars of `days` that are over at `now`, symbols in the order of `held`, and what was left out."""
    core = core_hours(tuple(held))
    start, stop = (
        nanoseconds(datetime.combine(on, time(), core.zone)) for on in (days.first, days.last + timedelta(days=1))
    )
    until = min(stop, nanoseconds(now))
    found: list[QualityRow] = []
    placed: dict[str, Placed] = {}
    for symbol, each in held.items():
        own, left_out = _placed(symbol, each.bars.between(start, stop), widths)
        found += left_out
        own = own.take(own.closed_at <= until)
        placed[symbol] = (
            own if widths.asked is widths.wanted else resample(own, widths.wanted, Reach(start, until), core)
        )
    return join(placed, [action for each in held.values() for action in each.actions]), tuple(found)


def _placed(symbol: str, recorded: Recorded, widths: Widths) -> tuple[Placed, list[QualityRow]]:
    sound = possible(recorded.values)
    bars = _bars(symbol, recorded.stamps[sound], recorded.values[sound])
    if not len(bars.stamps):
        return Placed(_NONE, _NONE, _NONE, np.empty((0, 5))), _told(symbol, int((~sound).sum()), 0)
    core = core_hours((symbol,))
    hours = EXTENDED if widths.extended and not core.always else core
    fit = fits(bars, widths.asked, hours)
    kept = _bars(symbol, bars.stamps[fit], bars.values[fit])
    own = place(kept, widths.asked, hours) if fit.any() else Placed(_NONE, _NONE, _NONE, kept.values)
    return own, _told(symbol, int((~sound).sum()), int((~fit).sum()))


def _bars(symbol: str, stamps: NDArray[np.int64], values: NDArray[np.float64]) -> Bars:
    return Bars(Path(symbol), stamps, values, dates=False, places=np.arange(1, len(stamps) + 1), lines=False)


def possible(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """True for each row [n, 5] that can have happened: written so that NaN is False."""
    opened, high, low, close, volume = values.T
    prices = (low > 0) & (high < np.inf) & (low <= opened) & (opened <= high) & (low <= close) & (close <= high)
    sound: NDArray[np.bool_] = prices & (volume >= 0) & (volume < np.inf)
    return sound


def _told(symbol: str, impossible: int, outside: int) -> list[QualityRow]:
    rows = [
        QualityRow(symbol, "impossible", impossible, "bars whose prices cannot be were left out"),
        QualityRow(symbol, "outside", outside, "bars of no session, or that lie askew in one, were left out"),
    ]
    return [row for row in rows if row.count]
