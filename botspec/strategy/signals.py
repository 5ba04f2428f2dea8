"""What a strategy wants, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SideColumns:
    """When to be in and out on one side: int8 [T, N], as in `SignalColumns`."""

    enter: NDArray[np.int8]
    exit: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class SignalColumns:
    """Rows [T] by symbols [N] of the panel they were made from.

    `enter` and `exit` int8: 1 true, 0 false, -1 unknown (also: no bar, or not warmed up). `rank` float64: the highest
    first, NaN last. `ready` int64 [N]: the row from which a symbol is warmed up; T if never.
    `enter` and `exit` are those of the long side, all false where there is none; `short` is None without a short side.
    """

    enter: NDArray[np.int8]
    exit: NDArray[np.int8]
    rank: NDArray[np.float64]
    ready: NDArray[np.int64]
    short: SideColumns | None = None


def no_signals(rows: int, symbols: int) -> SignalColumns:
    """Nothing to enter, nothing to leave."""
    import numpy as np

    never = np.zeros((rows, symbols), dtype=np.int8, order="F")
    return SignalColumns(never, never, np.full((rows, symbols), np.nan, order="F"), np.zeros(symbols, dtype=np.int64))
