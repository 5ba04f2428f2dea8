"""The markets that are measured: seeded random walks, written once as CSV files."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from itertools import product
from pathlib import Path
from string import ascii_uppercase

import numpy as np
from numpy.typing import NDArray

from botspec.market.calendar import Session, sessions

FOLDER = Path(__file__).parents[1] / "build" / "bench"
SESSIONS = sessions(date(2012, 1, 3), date(2022, 1, 31))[:2520]
MINUTES = 390
TIDE, PULL = 2 * np.pi / 900, 0.98
HEADER = "timestamp,open,high,low,close,volume"


@dataclass(frozen=True, slots=True)
class Case:
    """`symbols` random walks of `bars` bars each, sharing one account."""

    name: str
    symbols: int
    bars: int
    timeframe: str
    seed: int

    @property
    def total(self) -> int:
        """Bars of all symbols."""
        return self.symbols * self.bars

    @property
    def sized_at_open(self) -> bool:
        """Whether orders are sized when they fill; else when they are decided."""
        return self.timeframe == "1Day"

    @property
    def names(self) -> list[str]:
        """Symbols: QAA, QAB, ..."""
        return [f"Q{first}{second}" for first, second in product(ascii_uppercase, repeat=2)][: self.symbols]

    @property
    def folder(self) -> Path:
        """Where its files are, written when they are not there yet."""
        target = FOLDER / f"{self.name}-{self.symbols}x{self.bars}-{self.seed}"
        if not target.exists():
            draft = target.with_suffix(".draft")
            draft.mkdir(parents=True, exist_ok=True)
            for number, name in enumerate(self.names):
                _write(draft / f"{name}.csv", self._stamps(), walk(self, number))
            draft.rename(target)
        return target

    def _stamps(self) -> list[str]:
        if self.timeframe == "1Day":
            return [f"{each.on.isoformat()}" for each in SESSIONS[: self.bars]]
        return [stamp for each in _full_sessions()[: self.bars // MINUTES] for stamp in _minutes(each)]


def _full_sessions() -> list[Session]:
    return [each for each in SESSIONS if not each.early]


def _minutes(session: Session) -> list[str]:
    opens = session.opens_at.astimezone(UTC)
    return [f"{opens + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}" for n in range(MINUTES)]


def walk(case: Case, number: int) -> NDArray[np.float64]:
    """Open, high, low, close, volume [bars, 5] of one symbol: tides with fat-tailed noise on them."""
    draw = np.random.Generator(np.random.PCG64([case.seed, number]))
    step = 0.012 if case.timeframe == "1Day" else 0.001
    tide = 20 * step * np.sin(np.arange(case.bars + 1) * TIDE + draw.uniform(0, 6))
    noise, level = np.zeros(case.bars + 1), 0.0
    for row, shock in enumerate((draw.standard_t(3, case.bars) * step / 2).tolist()):
        level = level * PULL + shock
        noise[row + 1] = level
    levels = tide + noise
    closes = np.round(100 * np.exp(levels[1:]), 2)
    opens = np.round(100 * np.exp(levels[:-1] + draw.standard_normal(case.bars) * step / 8), 2)
    reach = np.abs(draw.standard_normal((2, case.bars))) * step / 2
    high = np.round(np.maximum(opens, closes) * (1 + reach[0]), 2)
    low = np.round(np.minimum(opens, closes) * (1 - reach[1]), 2)
    volume = draw.integers(100_000, 5_000_000, case.bars).astype(float)
    return np.column_stack([opens, high, low, closes, volume])


def _write(path: Path, stamps: list[str], values: NDArray[np.float64]) -> None:
    rows = zip(stamps, values.tolist(), strict=True)
    lines = (f"{stamp},{o:.2f},{h:.2f},{lo:.2f},{c:.2f},{v:.0f}" for stamp, (o, h, lo, c, v) in rows)
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")


D1 = Case("D1", 1, 2520, "1Day", 1)
D50 = Case("D50", 50, 2520, "1Day", 500)
D500 = Case("D500", 500, 2520, "1Day", 500)
M1 = Case("M1", 1, 98_280, "1Min", 2)
M50 = Case("M50", 50, 98_280, "1Min", 50)
CASES = {case.name: case for case in (D1, D50, D500, M1, M50)}


def find(name: str) -> Case:
    """A case by name: one of CASES, `G50x2520` for so many symbols and bars, or a shipped symbol."""
    if name in CASES:
        return CASES[name]
    if sized := re.fullmatch(r"G(\d+)x(\d+)", name):
        symbols, bars = map(int, sized.groups())
        return Case(name, symbols, bars, "1Day" if bars <= len(SESSIONS) else "1Min", 7)
    from benchmarks.real import real  # it is a Case itself

    return real(name)


if __name__ == "__main__":
    print(find(sys.argv[1]).folder)
