"""Market data as Alpaca sends it: numbers as numbers, times as the left edge of the bar in UTC."""

from __future__ import annotations

from typing import Any

import numpy as np

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


def coin_bars_json(rows: Rows) -> list[dict[str, Any]]:
    """Of crypto pairs: their volume has fractions."""
    volumes = np.nan_to_num(rows.volume).tolist()
    return [{**bar, "v": volume} for bar, volume in zip(bars_json(rows), volumes, strict=True)]
