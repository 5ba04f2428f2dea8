"""Write botspec/market/sample/ from bokeh_sampledata's stocks file.

`pip download --no-deps bokeh_sampledata==2026.1`, unzip `_data/stocks.csv.gz`, then
`python -m tests.generate.sample stocks.csv.gz`. Two runs write the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

from botspec.market.calendar import NEW_YORK

TARGET = Path(__file__).parents[2] / "botspec" / "market" / "sample"
SYMBOLS = ("AAPL", "FB", "GOOG", "IBM", "MSFT")
NOTHING_HAPPENED = 1e-5
SPLIT_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Day:
    """A source row: prices as text (kept to the digit), close and adjusted close as numbers for the actions."""

    on: date
    prices: tuple[str, ...]
    close: float
    adjusted: float


@dataclass(frozen=True, slots=True)
class Action:
    """A split (`value` new shares for one) or cash dividend (`value` USD a share), from the open of `ex_on`."""

    ex_on: date
    kind: str
    value: Decimal


def actions(days: Iterable[Day]) -> list[Action]:
    """What the adjusted closes say happened: where adjusted/close jumps by r, a split of r, or a dividend close*(r-1).

    The source multiplies by (1 + dividend/close on the ex-date) going back in time.
    """
    found = []
    earlier: float | None = None
    for day in days:
        factor = day.adjusted / day.close
        jump = 1.0 if earlier is None else factor / earlier
        earlier = factor
        if abs(jump - 1) <= NOTHING_HAPPENED:
            continue
        whole = round(jump)
        if whole >= 2 and abs(jump / whole - 1) <= SPLIT_TOLERANCE:
            found.append(Action(day.on, "split", Decimal(whole)))
        else:
            found.append(Action(day.on, "cash_dividend", Decimal(f"{day.close * (jump - 1):.4f}")))
    return found


def read(source: Path) -> dict[str, list[Day]]:
    """Days by symbol."""
    days: dict[str, list[Day]] = {symbol: [] for symbol in SYMBOLS}
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            prices = tuple(row[name] for name in ("Open", "High", "Low", "Close", "Volume"))
            day = Day(date.fromisoformat(row["Date"]), prices, float(row["Close"]), float(row["Adj Close"]))
            days[row["Ticker"]].append(day)
    return days


def render(days: dict[str, list[Day]]) -> dict[str, bytes]:
    """File names and contents."""
    happened = {symbol: actions(days[symbol]) for symbol in SYMBOLS}
    files = {f"{symbol}.csv.gz": _bars(days[symbol]) for symbol in SYMBOLS}
    lines = [f"{symbol},{a.ex_on},{a.kind},{a.value}" for symbol in SYMBOLS for a in happened[symbol]]
    files["actions.csv"] = ("\n".join(["symbol,ex_on,kind,value", *lines]) + "\n").encode()
    index = {symbol: _entry(days[symbol], happened[symbol]) for symbol in SYMBOLS}
    files["index.json"] = (json.dumps(index, indent=2) + "\n").encode()
    return files


def _bars(days: list[Day]) -> bytes:
    lines = ["timestamp,open,high,low,close,volume"]
    for day in days:
        midnight = datetime.combine(day.on, time(), NEW_YORK).astimezone(UTC)
        lines.append(",".join([f"{midnight:%Y-%m-%dT%H:%M:%SZ}", *day.prices]))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as file:
        file.write(("\n".join(lines) + "\n").encode())
    return packed.getvalue()


def _entry(days: list[Day], happened: list[Action]) -> dict[str, object]:
    return {
        "first": days[0].on.isoformat(),
        "last": days[-1].on.isoformat(),
        "rows": len(days),
        "splits": [a.ex_on.isoformat() for a in happened if a.kind == "split"],
        "dividends": sum(a.kind == "cash_dividend" for a in happened),
    }


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, content in render(read(Path(sys.argv[1]))).items():
        (TARGET / name).write_bytes(content)
        print(f"wrote {name}, {len(content)} bytes")
