"""Market data as Alpaca sends it: numbers as numbers, times as the left edge of the bar in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from botspec.simulator.render.times import stamp
from botspec.simulator.tape import Rows

VENUE = "V"
TAPE = "A"


def bars_json(rows: Rows) -> list[dict[str, Any]]:
    """`n` and `vw` are 0: the bars do not carry trade counts and average prices."""
    stamps = np.datetime_as_string(rows.starts.astype("datetime64[ns]").astype("datetime64[s]")).tolist()
    columns = (rows.open, rows.high, rows.low, rows.close)
    prices = zip(*(column.tolist() for column in columns), strict=True)
    volumes = np.nan_to_num(rows.volume).astype(np.int64).tolist()
    return [
        {"t": at + "Z", "o": open_, "h": high, "l": low, "c": close, "v": volume, "n": 0, "vw": 0}
        for at, (open_, high, low, close), volume in zip(stamps, prices, volumes, strict=True)
    ]


def trade_json(price: float, at: datetime) -> dict[str, Any]:
    """The last trade; the bars do not say how large it was."""
    return {"t": stamp(at), "x": VENUE, "p": price, "s": 1, "c": ["@"], "i": 1, "z": TAPE}


def quote_json(price: float, at: datetime) -> dict[str, Any]:
    """Bid and ask at the last price: bars have no spread."""
    side = {"bx": VENUE, "bp": price, "bs": 1, "ax": VENUE, "ap": price, "as": 1}
    return {"t": stamp(at), **side, "c": ["R"], "z": TAPE}
