"""A journal that lives as long as the process: for benchmarks, tests and trial runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.domain.rows import ColumnsRow, Row
from botspec.domain.seen import BarsRow
from botspec.journal.chain import BURST, Chain, Seal
from botspec.journal.columns import Packed, digest, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botspec.journal.columns import Column


class MemoryJournal:
    """Keeps rows as they are; the chain is the one a file would have."""

    def __init__(self) -> None:
        self._chain = Chain()
        self._rows: list[Row] = []
        self._columns: dict[str, Column] = {}
        self.kept: dict[str, Packed] = {}

    def append(self, row: Row) -> None:
        """Add a row."""
        self._rows.append(row)

    def commit(self) -> None:
        """Memory is not durable: rows are only hung on the chain, many at a time."""
        if len(self._rows) - self._chain.rows >= BURST:
            self._hang()

    @property
    def chain(self) -> Chain:
        """The chain over all rows."""
        self._hang()
        return self._chain

    def _hang(self) -> None:
        self._chain.extend(self._rows[self._chain.rows :])

    def rows(self) -> Iterator[Row]:
        """All rows in order."""
        return iter(tuple(self._rows))

    def store_columns(self, columns: Mapping[str, Column]) -> None:
        """Keep the columns and append the ColumnsRow that fixes their hashes."""
        self._columns = {name: columns[name].copy() for name in sorted(columns)}
        self.append(ColumnsRow({name: digest(column) for name, column in self._columns.items()}))

    def keep(self, packed: Packed) -> None:
        """Keep a column beside the rows; the row that is appended next must fix its hash."""
        self.kept[packed.sha256] = packed

    def kept_bytes(self) -> int:
        """What is kept beside the rows, as stored."""
        return sum(len(packed.data) for packed in self.kept.values())

    def blocks(self, row: BarsRow) -> list[Column]:
        """The bars that `row` fixes."""
        return [unpack("bars", self.kept[sha256]) for sha256 in row.blocks]

    def columns(self) -> dict[str, Column]:
        """The columns stored last; empty when none were."""
        return {name: column.copy() for name, column in self._columns.items()}

    def seal(self) -> Seal:
        """Length and hashes as of now."""
        return self.chain.seal()
