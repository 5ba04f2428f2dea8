"""The real daily bars that ship with botspec, as a panel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from botspec.data import files
from botspec.market.panel import Panel
from botspec.market.sample import FOLDER
from botspec.spec.words import Timeframe


def load(
    symbols: Sequence[str],
    first: date | None = None,
    last: date | None = None,
    timeframe: Timeframe = Timeframe.DAY,
) -> Panel:
    """Raw bars of a day or longer in sessions `first` to `last`, both included.

    Raises DataRefused for an unknown symbol.
    """
    return files.load(FOLDER, symbols, timeframe, first, last)
