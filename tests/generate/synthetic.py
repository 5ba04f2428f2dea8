"""Made-up bars for the cookbook, SYN_A to SYN_D: `python -m tests.generate.synthetic specs/data`.

They are random walks with a seed, not anything that was ever traded. Two runs write the same bars.
"""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from botspec.market.calendar import Session, sessions

COLUMNS = "timestamp,open,high,low,close,volume"
DAYS = (date(2014, 1, 2), date(2016, 12, 30))
MINUTES = (date(2016, 11, 1), date(2016, 12, 9))
WIDTH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Walk:
    """A series: where it starts, how far it swings in a session, and its drift by turns of `turn` sessions."""

    seed: int
    price: float
    swing: float
    drifts: tuple[float, ...]
    turn: int = 120


DAILY = {
    "SYN_A": Walk(1, 80.0, 0.013, (0.0012, 0.0004, -0.0011, 0.0009)),
    "SYN_B": Walk(2, 45.0, 0.017, (-0.0006, 0.0016, 0.0008, -0.0012)),
    "SYN_C": Walk(3, 120.0, 0.010, (0.0005, -0.0004, 0.0010, 0.0006)),
    "SYN_D": Walk(4, 100.0, 0.002, (0.0001,)),
}
INTRADAY = {
    "SYN_A": Walk(5, 96.0, 0.012, (0.0010, -0.0004), turn=10),
    "SYN_B": Walk(6, 52.0, 0.016, (0.0012, 0.0002), turn=10),
}


def render() -> dict[str, str]:
    """Names below the folder, and the text of each file."""
    files = {f"daily/{symbol}.csv.gz": _text(daily(walk)) for symbol, walk in DAILY.items()}
    return files | {f"5min/{symbol}.csv.gz": _text(intraday(walk)) for symbol, walk in INTRADAY.items()}


def daily(walk: Walk) -> Iterator[str]:
    """A row for each session."""
    random, price = Random(walk.seed), walk.price  # noqa: S311  a series, not a secret
    for row, session in enumerate(sessions(*DAYS)):
        drift = walk.drifts[row // walk.turn % len(walk.drifts)]
        opened = price * (1 + 0.3 * walk.swing * _noise(random))
        price = opened * (1 + drift + walk.swing * _noise(random))
        yield f"{session.on},{_bar(random, opened, price, walk.swing, 1_000_000)}"


def intraday(walk: Walk) -> Iterator[str]:
    """A row for each five minutes; most sessions go one way for a while, as breakouts need."""
    random, price = Random(walk.seed), walk.price  # noqa: S311
    for row, session in enumerate(sessions(*MINUTES)):
        swing = walk.swing / 8
        push = walk.drifts[row // walk.turn % len(walk.drifts)] / 78 + 0.05 * swing * _noise(random)
        price *= 1 + 0.4 * walk.swing * _noise(random)
        for at in _stamps(session):
            opened = price
            price = opened * (1 + push + swing * _noise(random))
            yield f"{at},{_bar(random, opened, price, swing, 20_000)}"


def _stamps(session: Session) -> Iterator[str]:
    at = session.opens_at
    while at < session.closes_at:
        yield f"{at:%Y-%m-%dT%H:%M:%SZ}"
        at += WIDTH


def _noise(random: Random) -> float:
    """About -2 to 2, around 0: sums of uniform numbers, the same on every machine."""
    return sum(random.random() for _ in range(4)) - 2.0


def _bar(random: Random, opened: float, closed: float, swing: float, volume: int) -> str:
    high = max(opened, closed) * (1 + 0.3 * swing * random.random())
    low = min(opened, closed) * (1 - 0.3 * swing * random.random())
    return f"{opened:.2f},{high:.2f},{low:.2f},{closed:.2f},{int(volume * (0.6 + random.random())) // 100 * 100}"


def _text(rows: Iterator[str]) -> str:
    return "\n".join([COLUMNS, *rows]) + "\n"


def packed(text: str) -> bytes:
    """As a gzip file without a date or a name."""
    into = io.BytesIO()
    with gzip.GzipFile(fileobj=into, mode="wb", mtime=0, filename="") as file:
        file.write(text.encode())
    return into.getvalue()


if __name__ == "__main__":
    for name, text in render().items():
        target = Path(sys.argv[1]) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(packed(text))
        print(f"wrote {target}, {target.stat().st_size} bytes")
