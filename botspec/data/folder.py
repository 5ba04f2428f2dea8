"""Which file a symbol's bars stand in: one each, a folder of pieces each, or one long file for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from botspec.data import parquet, text
from botspec.data.bars import Bars
from botspec.data.refused import DataRefused
from botspec.spec.words import Zone

ENDINGS = (".csv", ".csv.gz", ".parquet")
_PARQUET = ".parquet"


def read(place: Path, symbols: Sequence[str], zone: Zone | None) -> Mapping[str, Sequence[Bars]]:
    """Each symbol's bars, in that order, a piece a file. Raises DataRefused."""
    if place.is_file():
        read_long = parquet.read_long if place.suffix == _PARQUET else text.read_long
        return {symbol: [bars] for symbol, bars in read_long(place, symbols, zone).items()}
    return {symbol: _in_order([_read(path, zone) for path in find(place, symbol)]) for symbol in symbols}


def find(folder: Path, symbol: str) -> Sequence[Path]:
    """The files of a symbol, in the order of their names; those of BTC/USD are called BTCUSD.

    Raises DataRefused when there is none, or one too many.
    """
    symbol = symbol.replace("/", "")
    names = [symbol + ending for ending in ENDINGS]
    present = [folder / name for name in names if (folder / name).is_file()]
    pieces = sorted(path for path in (folder / symbol).glob("*") if path.name.endswith(ENDINGS))
    if pieces:
        present.append(folder / symbol)
    if len(present) == 1:
        return pieces or present
    if present:
        listed = " and ".join(path.name for path in present)
        raise DataRefused(folder, None, f"has both {listed}: keep one")
    raise DataRefused(folder, None, f"has no {names[0]}, {names[1]} or {names[2]}, and no folder {symbol} with files")


def _read(path: Path, zone: Zone | None) -> Bars:
    return parquet.read_bars(path, zone) if path.suffix == _PARQUET else text.read_bars(path, zone)


def _in_order(pieces: Sequence[Bars]) -> Sequence[Bars]:
    """Each file must go on where the one before ends. Raises DataRefused."""
    for before, after in pairwise(pieces):
        if before.dates != after.dates:
            raise after.refuse(0, f"dates and times are mixed: {before.path.name} has the other kind")
        if after.stamps[0] <= before.stamps[-1]:
            text = f"begins before {before.path.name} ends: name the files so that their order is that of time"
            raise after.refuse(0, text)
    return pieces
