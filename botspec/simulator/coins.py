"""Bars of crypto pairs: around the clock, days from midnight to midnight UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from botspec.data.bars import Bars, read_bars
from botspec.data.files import find
from botspec.data.join import join
from botspec.data.place import Placed
from botspec.market.moments import EPOCH, SECOND
from botspec.market.panel import Panel
from botspec.spec.words import Timeframe

DAY = 86_400 * SECOND
EPOCH_DAY = EPOCH.toordinal()


def load(folder: Path, pairs: Sequence[str], timeframe: Timeframe, first: date | None, last: date | None) -> Panel:
    """Bars of `BTC/USD` are in `BTCUSD.csv` or `BTCUSD.csv.gz`. Raises DataRefused."""
    start, stop = (first or date.min).toordinal(), (last or date.max).toordinal()
    return join({pair: place(_of(folder, pair), timeframe).between(start, stop) for pair in pairs}, ())


def place(bars: Bars, timeframe: Timeframe) -> Placed:
    """Every bar where its stamp says, the day being UTC's. Raises DataRefused for an uneven stamp."""
    width = DAY if timeframe.daily else timeframe.seconds * SECOND
    uneven = bars.stamps % width != 0
    if uneven.any():
        raise bars.refuse(int(uneven.argmax()), f"a {timeframe} bar opens on a whole multiple of {timeframe} (UTC)")
    return Placed(bars.stamps, bars.stamps + width, bars.stamps // DAY + EPOCH_DAY, bars.values)


def _of(folder: Path, pair: str) -> Bars:
    return read_bars(find(folder, pair.replace("/", "")))
