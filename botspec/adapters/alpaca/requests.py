"""How Alpaca's market data is asked for, live and for history alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from botspec.adapters.alpaca.actions import TYPES
from botspec.adapters.alpaca.orders import Malformed
from botspec.adapters.alpaca.sdk import (
    Adjustment,
    CorporateActionsRequest,
    CorporateActionsType,
    DataFeed,
    StockBarsRequest,
    TimeFrame,
    TimeFrameUnit,
)
from botspec.ports.broker import Unavailable

_PROCESSED = timedelta(days=90)  # actions are filed under the day they are paid, weeks after the ex-date


def bars_request(symbols: Sequence[str], timeframe: str, start: datetime, end: datetime, feed: str) -> StockBarsRequest:
    """All symbols at once, raw prices. Raises ValueError for a timeframe that is none."""
    return StockBarsRequest(
        symbol_or_symbols=list(symbols),
        timeframe=timeframe_of(timeframe),
        start=start,
        end=end,
        adjustment=Adjustment.RAW,
        feed=DataFeed(feed),
    )


def actions_request(symbols: Sequence[str], first: date, last: date) -> CorporateActionsRequest:
    """Everything that may have its ex-date from `first` to `last`."""
    types = [CorporateActionsType(name) for name in TYPES]
    return CorporateActionsRequest(symbols=list(symbols), types=types, start=first, end=last + _PROCESSED)


def unreadable(error: Malformed) -> Unavailable:
    """An answer that is not Alpaca's."""
    return Unavailable(f"Alpaca's market data holds {error}")


def timeframe_of(name: str) -> TimeFrame:
    """As alpaca-py names it. Raises ValueError for one that is none."""
    found = re.fullmatch(r"([0-9]+)([A-Z][a-z]+)", name)
    if found is None:
        raise ValueError(f"timeframe {name} is not available")
    return TimeFrame(int(found[1]), TimeFrameUnit(found[2]))
