"""A journal that lives as long as the process: for benchmarks, tests and trial runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.domain.rows import ColumnsRow, Row
from botspec.journal.chain import Chain, Seal
from botspec.journal.columns import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botspec.journal.columns import Column


class MemoryJournal:
    """Keeps rows as they are; the chain is the one a file would have."""

    def __init__(self) -> None:
        self.chain = Chain()
        self._rows: list[Row] = []
        self._columns: dict[str, Column] = {}

    def append(self, row: Row) -> None:
        """Add a row."""
        self.chain.add(row)
        self._rows.append(row)

    def commit(self) -> None:
        """Nothing to do: memory is not durable."""

    def rows(self) -> Iterator[Row]:
        """All rows in order."""
        return iter(tuple(self._rows))

    def store_columns(self, columns: Mapping[str, Column]) -> None:
        """Keep the columns and append the ColumnsRow that fixes their hashes."""
        self._columns = {name: columns[name].copy() for name in sorted(columns)}
        self.append(ColumnsRow({name: digest(column) for name, column in self._columns.items()}))

    def columns(self) -> dict[str, Column]:
        """The columns stored last; empty when none were."""
        return {name: column.copy() for name, column in self._columns.items()}

    def seal(self) -> Seal:
        """Length and hashes as of now."""
        return self.chain.seal()
