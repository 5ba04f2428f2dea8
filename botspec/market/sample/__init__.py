"""The real daily bars that ship with botspec: what there is, readable without numpy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SampleSymbol:
    """`first` and `last` are the dates of the first and last bar, `splits` the ex-dates of splits in between."""

    first: date
    last: date
    rows: int
    splits: tuple[date, ...]
    dividends: int


@lru_cache(maxsize=1)
def index() -> Mapping[str, SampleSymbol]:
    """Every shipped symbol, alphabetically."""
    entries = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    return MappingProxyType({symbol: _entry(**entry) for symbol, entry in entries.items()})


def _entry(first: str, last: str, rows: int, splits: list[str], dividends: int) -> SampleSymbol:
    return SampleSymbol(
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        rows=rows,
        splits=tuple(date.fromisoformat(on) for on in splits),
        dividends=dividends,
    )
