"""The journal of a run as one SQLite file: append-only, hash-chained, one writer."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

from botspec.adapters.sqlite.lock import WriterLock
from botspec.adapters.sqlite.reserve import Reserve
from botspec.adapters.sqlite.store import Store, create_file
from botspec.adapters.system.files import made_private
from botspec.domain.rows import ColumnsRow, Row
from botspec.domain.seen import BarsRow
from botspec.journal.chain import BURST, Chain, Link, Seal, Stored
from botspec.journal.codec import decode
from botspec.journal.columns import Packed, pack_all, unpack
from botspec.journal.decoding import Malformed
from botspec.ports.journal import JournalDamaged, JournalUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from botspec.journal.columns import Column


@dataclass(frozen=True, slots=True)
class Loaded:
    """A whole journal; `columns` are those of the last ColumnsRow."""

    rows: list[Row]
    columns: dict[str, Column]
    seal: Seal


class SqliteJournal:
    """A context manager; the chain is followed to its end when the file is opened to append.

    `create` refuses a file that is there, `append` continues one (and verifies it), `read` takes no lock. With
    `bulk`, `commit` leaves rows in memory, `load` gives them, and `close` writes them in one transaction: for
    back-tests only, where nothing leaves the process. Unless `synced`, a commit survives the process but maybe not the
    machine: for accounts that would be lost with it. Raises JournalDamaged, JournalUnwritable, JournalLocked.
    """

    def __init__(
        self, path: Path, mode: Literal["create", "append", "read"], *, bulk: bool = False, synced: bool = True
    ) -> None:
        self.path = path
        self._bulk = bulk
        self._synced = synced
        self._chain = Chain()
        self._kept: list[Row] = []
        self._kept_columns: dict[str, Column] = {}
        self._links: list[Stored] = []
        self._columns: list[Packed] = []
        self._refused = False
        self._lock: WriterLock | None = None
        self._reserve = Reserve(path)
        if mode == "read":
            self._store = Store(path, writable=False)
            self._refuse_if_altered()
        else:
            self._open_to_write(mode)

    def _open_to_write(self, mode: str) -> None:
        if mode == "create":
            _private_folder(self.path)
        self._lock = WriterLock(self.path)
        with ExitStack() as undo:
            undo.callback(self._lock.release)
            if mode == "create":
                create_file(self.path)
            self._store = Store(self.path, writable=True, synced=self._synced)
            undo.callback(self._store.close)
            self._refuse_if_altered()
            self._follow()
            undo.pop_all()

    def _refuse_if_altered(self) -> None:
        """Tables or triggers are not ours: say it, and which row no longer holds."""
        if not self._store.altered:
            return
        altered = "its tables or triggers are not those that botspec makes"
        with closing(self._store):
            try:
                seal = self._follow()
            except JournalDamaged as error:
                raise JournalDamaged(f"{error}; {altered}") from error
        raise JournalDamaged(f"{self.path}: {altered}; all its {seal.rows} rows hold")

    def put_room_aside(self) -> bool:
        """Keep room for what must still be written when the disk is full; False when there is none to keep."""
        return self._reserve.fill()

    def append(self, row: Row) -> None:
        """Add a row; it gets its place in the chain now (of many at once with `bulk`), durable at the next `commit`."""
        self._refuse_if_broken()
        if not self._bulk:
            self._links += self._chain.extend((row,))
            return
        self._kept.append(row)
        if len(self._kept) - self._chain.rows >= BURST:
            self._hang()

    def commit(self) -> None:
        """Make everything appended so far durable. After a failure the journal takes nothing more."""
        if not self._bulk:
            self._flush()

    def store_columns(self, columns: Mapping[str, Column]) -> None:
        """Keep whole columns beside the rows and append the ColumnsRow that fixes their hashes."""
        packed = pack_all(columns)
        if self._bulk:
            self._kept_columns = dict(columns)
        self._columns.extend(packed.values())
        self.append(ColumnsRow({name: each.sha256 for name, each in packed.items()}))

    def keep(self, packed: Packed) -> None:
        """Keep a column beside the rows; the row that is appended next must fix its hash."""
        self._columns.append(packed)

    def kept_bytes(self) -> int:
        """What is kept beside the rows, as stored."""
        return self._store.columns_size() + sum(len(packed.data) for packed in self._columns)

    def rows(self) -> Iterator[Row]:
        """All durable rows in order, each checked against the chain as it comes."""
        if self._waiting:
            self._flush()
        return _decoded(self._checked(Chain()))

    def columns(self) -> dict[str, Column]:
        """The columns of the last ColumnsRow; empty when there is none."""
        last = None
        for row in self.rows():
            if isinstance(row, ColumnsRow):
                last = row
        return {} if last is None else self.unpacked(last)

    def load(self) -> Loaded:
        """Everything durable in one pass, the chain followed on the way; with `bulk` all that `close` will write."""
        if self._bulk:
            return Loaded(self._kept, self._kept_columns, self.seal())
        chain = Chain()
        rows = list(_decoded(self._checked(chain)))
        last = next((row for row in reversed(rows) if isinstance(row, ColumnsRow)), None)
        return Loaded(rows, {} if last is None else self.unpacked(last), chain.seal())

    def some(self, kinds: Sequence[type[Row]]) -> Iterator[Row]:
        """Only rows of `kinds`, in order and not checked against the chain: quick, for listings."""
        names = {kind.kind for kind in kinds}
        return _decoded(link for link in self._store.links() if link.kind in names)

    def heads(self) -> list[str]:
        """The hash of every row (hex), in order."""
        return [link.hash.hex() for link in self._store.links()]

    def unpacked(self, row: ColumnsRow) -> dict[str, Column]:
        """The columns that `row` fixes. Raises JournalDamaged when one is missing or changed."""
        return {name: self._unpack(name, sha256) for name, sha256 in row.columns.items()}

    def blocks(self, row: BarsRow) -> list[Column]:
        """The bars that `row` fixes. Raises JournalDamaged when some are missing or changed."""
        return [self._unpack("bars", sha256) for sha256 in row.blocks]

    def seal(self) -> Seal:
        """Length and hashes of the chain, followed from its first row when this journal is only read."""
        if self._lock is None:
            return self._follow()
        self._hang()
        return self._chain.seal()

    def verify(self) -> Seal:
        """Check the file, every row and every column. Raises JournalDamaged naming the first row that does not hold."""
        for row in self.rows():
            if isinstance(row, ColumnsRow):
                self.unpacked(row)
            elif isinstance(row, BarsRow):
                self.blocks(row)
        if (torn := self._store.torn()) is not None:
            raise JournalDamaged(f"{self.path}: {torn}")
        return self._follow()

    def close(self) -> None:
        """Write what is still in memory and let the next writer in."""
        try:
            if self._waiting and not self._refused:
                self._flush()
        finally:
            self._store.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _waiting(self) -> bool:
        return bool(self._links) or len(self._kept) > self._chain.rows

    def _hang(self) -> None:
        if not self._bulk:
            return
        try:
            self._links += self._chain.extend(self._kept[self._chain.rows :])
        except BaseException:
            self._refused = True  # one that cannot be written took others with it: none may follow
            raise

    def _flush(self) -> None:
        self._refuse_if_broken()
        self._hang()
        if not self._links:  # columns never come without the row that fixes them
            return
        try:
            self._write()
        except JournalUnwritable:
            self._refused = True
            raise
        self._links, self._columns = [], []

    def _write(self) -> None:
        try:
            self._store.add(self._links, self._columns)
        except JournalUnwritable:
            if not self._reserve.spend():
                raise
            self._store.add(self._links, self._columns)

    def _refuse_if_broken(self) -> None:
        if self._lock is None:
            raise JournalUnwritable(f"{self.path} was opened to read")
        if self._refused:
            raise JournalUnwritable(f"{self.path} refused a write before; nothing more is taken")

    def _follow(self) -> Seal:
        chain = Chain()
        for _ in self._checked(chain):
            pass
        self._chain = chain
        return chain.seal()

    def _checked(self, chain: Chain) -> Iterator[Link]:
        for link in self._store.links():
            try:
                chain.accept(link)
            except JournalDamaged as error:
                raise JournalDamaged(f"{self.path}: {error}") from error
            yield link

    def _unpack(self, name: str, sha256: str) -> Column:
        packed = self._store.column(sha256)
        if packed is None:
            raise JournalDamaged(f"{self.path}: column {name!r} is missing")
        return unpack(name, packed)


def _decoded(links: Iterator[Link]) -> Iterator[Row]:
    for link in links:
        try:
            yield decode(link.kind, link.body)
        except Malformed as error:
            raise JournalDamaged(f"row {link.seq}: {error}") from error


def _private_folder(path: Path) -> None:
    try:
        made_private(path.parent)
    except OSError as error:
        raise JournalUnwritable(f"{path.parent}: {error.strerror}") from error
