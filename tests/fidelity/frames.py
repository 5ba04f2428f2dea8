"""The shipped bars, read without botspec."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from botspec.market.sample import FOLDER


@lru_cache
def frame(symbol: str) -> pd.DataFrame:
    """Open, High, Low, Close, Volume of every shipped day of a symbol."""
    bars = pd.read_csv(FOLDER / f"{symbol}.csv.gz").rename(columns=str.capitalize)
    bars.index = pd.to_datetime(bars.pop("Timestamp").str[:10])
    return bars
