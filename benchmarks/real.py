"""Real bars: one shipped symbol, unpacked beside the generated ones."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import FOLDER, Case
from botspec.market.sample import FOLDER as SHIPPED


@dataclass(frozen=True, slots=True)
class Real(Case):
    """Every shipped daily bar of a symbol; its name is the case's."""

    @property
    def names(self) -> list[str]:
        """The symbol."""
        return [self.name]

    @property
    def folder(self) -> Path:
        """Where its file is, unpacked when it is not there yet."""
        target = FOLDER / f"real-{self.name}"
        target.mkdir(parents=True, exist_ok=True)
        (target / f"{self.name}.csv").write_bytes(gzip.decompress((SHIPPED / f"{self.name}.csv.gz").read_bytes()))
        return target


def real(symbol: str) -> Real:
    """The case of a shipped symbol."""
    with gzip.open(SHIPPED / f"{symbol}.csv.gz", "rt", encoding="utf-8") as file:
        bars = sum(1 for _ in file) - 1
    return Real(symbol, 1, bars, "1Day", 0)
