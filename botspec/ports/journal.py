"""Where a run writes down what happens before and after it happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from botspec.domain.rows import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class JournalDamaged(Exception):
    """The chain does not hold: says which row (exit 6)."""


class JournalUnwritable(Exception):
    """The disk refused: nothing may be sent after this (exit 8)."""


class JournalLocked(JournalUnwritable):
    """Another process writes this journal; `holder` is its process id when it could be told."""

    def __init__(self, message: str, holder: int | None) -> None:
        super().__init__(message)
        self.holder = holder


class Journal(Protocol):
    """Append-only and hash-chained."""

    def append(self, row: Row) -> None:
        """Add a row. Durable at the next `commit`."""
        ...

    def commit(self) -> None:
        """Make everything appended so far durable; called once a burst, always before an order leaves."""
        ...

    def rows(self) -> Iterator[Row]:
        """All rows in order."""
        ...

    def store_columns(self, columns: Mapping[str, NDArray[np.float64] | NDArray[np.int64]]) -> None:
        """Store whole columns beside the rows and append the ColumnsRow that fixes their hashes."""
        ...
