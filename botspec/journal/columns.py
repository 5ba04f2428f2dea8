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


@dataclass(frozen=True, slots=True)
class Packed:
    """A column as it is stored; `sha256` (hex) is over dtype and the unpacked bytes."""

    sha256: str
    dtype: str
    data: bytes


def pack(column: Column) -> Packed:
    """Little-endian bytes, compressed."""
    dtype = "<" + column.dtype.str[1:]
    if dtype not in DTYPES:
        raise TypeError(f"a column holds float64 or int64, not {column.dtype}")
    raw = column.astype(dtype, copy=False).tobytes()
    return Packed(_digest(dtype, raw), dtype, zlib.compress(raw, 1))


def unpack(name: str, packed: Packed) -> Column:
    """The column again. Raises JournalDamaged when the bytes are not those that were hashed."""
    import numpy as np

    try:
        raw = zlib.decompress(packed.data)
    except zlib.error as error:
        raise JournalDamaged(f"column {name!r} cannot be unpacked") from error
    if packed.dtype not in DTYPES or _digest(packed.dtype, raw) != packed.sha256:
        raise JournalDamaged(f"column {name!r} was changed")
    return np.frombuffer(raw, dtype=packed.dtype)


def pack_all(columns: Mapping[str, Column]) -> dict[str, Packed]:
    """Every column by name, sorted."""
    return {name: pack(columns[name]) for name in sorted(columns)}


def _digest(dtype: str, raw: bytes) -> str:
    return hashlib.sha256(dtype.encode() + b"\x00" + raw).hexdigest()
