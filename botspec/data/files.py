"""A person's own bars: one `SYMBOL.csv` or `SYMBOL.csv.gz` each in a folder, and perhaps an `actions.csv`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from botspec.data.actions import read_actions
from botspec.data.bars import read_bars
from botspec.data.join import join
from botspec.data.place import place
from botspec.data.refused import DataRefused
from botspec.market.panel import Panel
from botspec.spec.words import Timeframe


def load(folder: Path, symbols: Sequence[str], timeframe: Timeframe, first: date | None, last: date | None) -> Panel:
    """Bars of `symbols` in sessions `first` to `last`, both included (None: as far as the files go).

    Intraday bars outside regular sessions are left out. Raises DataRefused.
    """
    start = (first or date.min).toordinal()
    stop = (last or date.max).toordinal()
    placed = {symbol: place(read_bars(find(folder, symbol)), timeframe).between(start, stop) for symbol in symbols}
    return join(placed, read_actions(folder / "actions.csv"))


def find(folder: Path, symbol: str) -> Path:
    """The file of a symbol. Raises DataRefused when there is none or two."""
    names = (f"{symbol}.csv", f"{symbol}.csv.gz")
    present = [folder / name for name in names if (folder / name).is_file()]
    if len(present) == 1:
        return present[0]
    if present:
        raise DataRefused(folder, None, f"has both {names[0]} and {names[1]}: keep one")
    raise DataRefused(folder, None, f"has no {names[0]} and no {names[1]}")
