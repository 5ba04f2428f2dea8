"""Whole columns beside the rows: packed small, their content fixed by a SHA-256 inside the chain."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botspec.ports.journal import JournalDamaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64] | NDArray[np.int64]

DTYPES = ("<f8", "<i8")
STEPS = "<i8+"  # what is stored of an "<i8" column: differences, which pack ten times faster and smaller than moments


@dataclass(frozen=True, slots=True)
class Packed:
    """A column as it is stored; `sha256` (hex) is over its own dtype and the unpacked bytes."""

    sha256: str
    dtype: str
    data: bytes


def pack(column: Column) -> Packed:
    """Little-endian bytes, compressed."""
    dtype, raw = _plain(column)
    stored, data = (STEPS, _steps(raw)) if dtype == "<i8" else (dtype, raw)
    return Packed(_digest(dtype, raw), stored, zlib.compress(data, 1))


def unpack(name: str, packed: Packed) -> Column:
    """The column again. Raises JournalDamaged when the bytes are not those that were hashed."""
    import numpy as np

    dtype = "<i8" if packed.dtype == STEPS else packed.dtype
    try:
        raw = zlib.decompress(packed.data)
        raw = _summed(raw) if packed.dtype == STEPS else raw
    except (zlib.error, ValueError) as error:
        raise JournalDamaged(f"column {name!r} cannot be unpacked") from error
    if dtype not in DTYPES or _digest(dtype, raw) != packed.sha256:
        raise JournalDamaged(f"column {name!r} was changed")
    return np.frombuffer(raw, dtype=dtype)


def pack_all(columns: Mapping[str, Column]) -> dict[str, Packed]:
    """Every column by name, sorted."""
    return {name: pack(columns[name]) for name in sorted(columns)}


def digest(column: Column) -> str:
    """SHA-256 (hex) over the column's dtype and bytes."""
    return _digest(*_plain(column))


def _plain(column: Column) -> tuple[str, bytes]:
    dtype = "<" + column.dtype.str[1:]
    if dtype not in DTYPES:
        raise TypeError(f"a column holds float64 or int64, not {column.dtype}")
    return dtype, column.astype(dtype, copy=False).tobytes()


def _steps(raw: bytes) -> bytes:
    import numpy as np

    return np.diff(np.frombuffer(raw, dtype="<i8"), prepend=0).astype("<i8", copy=False).tobytes()


def _summed(raw: bytes) -> bytes:
    import numpy as np

    return np.cumsum(np.frombuffer(raw, dtype="<i8"), dtype="<i8").tobytes()


def _digest(dtype: str, raw: bytes) -> str:
    hashed = hashlib.sha256(dtype.encode() + b"\x00")
    hashed.update(raw)
    return hashed.hexdigest()
