"""Bars of crypto pairs: around the clock, days from midnight to midnight UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from botspec.data.bars import Bars
from botspec.data.folder import read
from botspec.data.join import join
from botspec.data.place import Placed, joined
from botspec.market.moments import EPOCH, SECOND
from botspec.market.panel import Panel
from botspec.spec.words import Timeframe, Zone

DAY = 86_400 * SECOND
EPOCH_DAY = EPOCH.toordinal()


def load(folder: Path, pairs: Sequence[str], timeframe: Timeframe, first: date | None, last: date | None) -> Panel:
    """Bars of `BTC/USD` are in files named `BTCUSD`. Raises DataRefused."""
    start, stop = (first or date.min).toordinal(), (last or date.max).toordinal()
    files = read(folder, [pair.replace("/", "") for pair in pairs], Zone.UTC)
    placed = {pair: joined([place(bars, timeframe) for bars in files[pair.replace("/", "")]]) for pair in pairs}
    return join({pair: bars.between(start, stop) for pair, bars in placed.items()}, ())


def place(bars: Bars, timeframe: Timeframe) -> Placed:
    """Every bar where its stamp says, the day being UTC's. Raises DataRefused for an uneven stamp."""
    width = timeframe.seconds * SECOND if timeframe.intraday else DAY
    uneven = bars.stamps % width != 0
    if uneven.any():
        raise bars.refuse(int(uneven.argmax()), f"a {timeframe} bar opens on a whole multiple of {timeframe} (UTC)")
    return Placed(bars.stamps, bars.stamps + width, bars.stamps // DAY + EPOCH_DAY, bars.values)
