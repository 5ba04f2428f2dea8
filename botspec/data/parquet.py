"""Parquet: the same columns as CSV, by name; other columns are not looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from botspec.data.bars import FIELDS, Bars, checked, in_utc
from botspec.data.refused import DataRefused
from botspec.market.moments import SECOND
from botspec.spec.words import Zone

if TYPE_CHECKING:
    import pyarrow as pa

_DAY = 86_400 * SECOND


def read_bars(path: Path, zone: Zone | None = None) -> Bars:
    """All rows of the file of one symbol. Raises DataRefused."""
    table = _table(path, FIELDS)
    return _bars(path, table, np.arange(len(table)), zone)


def read_long(path: Path, symbols: Sequence[str], zone: Zone | None = None) -> Mapping[str, Bars]:
    """The rows of `symbols` in a file that has a symbol in every row, pairs with or without their slash.

    Raises DataRefused.
    """
    table = _table(path, ("symbol", *FIELDS))
    names = np.array([str(name).replace("/", "") for name in table.column("symbol").to_pylist()], dtype=object)
    found = {symbol: np.flatnonzero(names == symbol.replace("/", "")) for symbol in symbols}
    absent = [symbol for symbol, rows in found.items() if not len(rows)]
    if absent:
        raise DataRefused(path, None, f"has no bars of {', '.join(absent)}")
    return {symbol: _bars(path, table.take(rows), rows, zone) for symbol, rows in found.items()}


def _table(path: Path, columns: Sequence[str]) -> pa.Table:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        text = "needs the extra parquet: pip install 'botspec[parquet]', or write the bars as CSV"
        raise DataRefused(path, None, text) from None
    try:
        with parquet.ParquetFile(path) as file:
            absent = [name for name in columns if name not in file.schema_arrow.names]
            if absent:
                raise DataRefused(path, None, f"has no column {', '.join(absent)}")
            table = file.read(columns=list(columns), use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise DataRefused(path, None, f"cannot be read: {error}") from error
    if not len(table):
        raise DataRefused(path, None, "has no bars")
    return table


def _bars(path: Path, table: pa.Table, rows: NDArray[np.int64], zone: Zone | None) -> Bars:
    places = rows.astype(np.int64) + 1
    for name in FIELDS:
        column = table.column(name)
        if column.null_count:
            empty = int(np.argmax(np.asarray(column.is_null().to_numpy())))
            raise DataRefused(path, None, f"row {int(places[empty])}: {name} is no number: it is empty")
    values = np.column_stack([_floats(path, table, name) for name in FIELDS[1:]])
    stamps, kind = _stamps(path, table.column("timestamp"))
    if kind == "wall" and bool((stamps % _DAY == 0).all()):
        kind = "date"
    bars = Bars(path, stamps, values, kind == "date", places, lines=False)
    return checked(in_utc(bars, zone) if kind == "wall" else bars)


def _floats(path: Path, table: pa.Table, name: str) -> NDArray[np.float64]:
    column = table.column(name)
    try:
        numbers: NDArray[Any] = np.asarray(column.to_numpy())
        return numbers.astype(np.float64)
    except (TypeError, ValueError):
        raise DataRefused(path, None, f"column {name} holds no numbers but {column.type}") from None


def _stamps(path: Path, column: pa.ChunkedArray) -> tuple[NDArray[np.int64], str]:
    """Nanoseconds, and whether they are moments, wall-clock times without a zone, or dates."""
    import pyarrow as pa

    if pa.types.is_date(column.type):
        return np.asarray(column.cast(pa.timestamp("ns")).cast(pa.int64()).to_numpy()), "date"
    if not pa.types.is_timestamp(column.type):
        raise DataRefused(path, None, f"column timestamp holds no times but {column.type}")
    stamps = np.asarray(column.cast(pa.timestamp("ns", tz=column.type.tz)).cast(pa.int64()).to_numpy())
    return stamps, "wall" if column.type.tz is None else "moment"
