"""The SQLite file under a journal: opened safely, its errors told in our words."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from botspec.adapters.sqlite import schema
from botspec.adapters.sqlite.lock import holder
from botspec.adapters.system.files import made_private
from botspec.journal.chain import Link, Stored
from botspec.journal.columns import Packed
from botspec.ports.journal import JournalDamaged, JournalUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Overwritten bytes inside the text of an error end in a UnicodeDecodeError.
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
_TORN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def create_file(path: Path) -> None:
    """A new, empty journal at `path`: complete when it appears, 0600. Raises JournalUnwritable when one is there."""
    if path.exists():
        raise JournalUnwritable(f"{path} exists already")
    fresh = path.with_name(path.name + ".new")
    with _told(path):
        made_private(path.parent)
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        connection = sqlite3.connect(fresh, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN")
            schema.build(connection)
            connection.execute("COMMIT")
        finally:
            connection.close()
        fresh.rename(path)


class Store:
    """Rows and columns of one file. Raises JournalDamaged or JournalUnwritable, never anything of sqlite3.

    Unless `synced`, a lost machine may lose the last rows; a lost process loses none. `altered` says that somebody
    changed tables or triggers: such a file is looked at, never used.
    """

    def __init__(self, path: Path, *, writable: bool, synced: bool = True) -> None:
        if not path.is_file():
            raise JournalUnwritable(f"there is no journal at {path}")
        self._path = path
        with _told(path):
            self._connection = _connect(path, writable=writable, synced=synced)
        try:
            with _told(path):
                self.altered = not schema.check(self._connection)
        except BaseException:
            self._connection.close()
            raise

    def links(self) -> Iterator[Link]:
        """All rows as stored, in order."""
        last = 0
        everything = "SELECT seq, kind, body, hash FROM rows ORDER BY seq"
        try:
            for seq, kind, body, digest in self._connection.execute(everything):
                yield Link(seq, kind.decode("utf-8", "replace"), body.decode("utf-8", "replace"), digest)
                last = seq
        except (*_UNREADABLE, AttributeError) as error:
            raise JournalDamaged(f"{self._path}: row {last + 1} cannot be read (the file is torn)") from error

    def column(self, sha256: str) -> Packed | None:
        """A stored column by the hash of its content."""
        with _told(self._path):
            found = self._connection.execute("SELECT dtype, data FROM columns WHERE sha256 = ?", (sha256,)).fetchone()
        return None if found is None else Packed(sha256, found[0].decode("utf-8", "replace"), found[1])

    def columns_size(self) -> int:
        """Bytes of all stored columns."""
        with _told(self._path):
            return int(self._connection.execute("SELECT coalesce(sum(length(data)), 0) FROM columns").fetchone()[0])

    def add(self, links: Iterable[Stored], columns: Iterable[Packed]) -> None:
        """Write in one transaction, on the disk when this returns (with the system, unless synced)."""
        execute = self._connection.execute
        with _told(self._path):
            execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", links)
                packed = ((each.sha256, each.dtype, each.data) for each in columns)
                self._connection.executemany("INSERT OR IGNORE INTO columns VALUES (?, ?, ?)", packed)
                execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    execute("ROLLBACK")
                raise

    def torn(self) -> str | None:
        """What SQLite's own check of the file finds; None when it is whole."""
        with _told(self._path):
            found = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        return None if found == b"ok" else str(found.decode("utf-8", "replace"))

    def close(self) -> None:
        """Fold the write-ahead log in and let go of the file."""
        with _told(self._path):
            self._connection.close()


def _connect(path: Path, *, writable: bool, synced: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{_access(path, writable=writable)}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5.0)
    connection.text_factory = bytes
    try:
        if writable:
            connection.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
    except BaseException:
        connection.close()
        raise
    return connection


def _access(path: Path, *, writable: bool) -> str:
    if writable:
        return "mode=rw"
    # A reader of a write-ahead log leaves files behind; where nobody writes and no log waits, there is no need for one.
    waiting = path.with_name(f"{path.name}-wal").exists()
    return "mode=ro" if waiting or holder(path) is not None else "immutable=1"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except JournalDamaged as error:
        raise JournalDamaged(f"{path}: {error}") from error
    except _UNREADABLE as error:
        if isinstance(error, UnicodeDecodeError) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _TORN:
            raise JournalDamaged(f"{path} is torn or no journal at all") from error
        raise JournalUnwritable(f"{path}: the disk or the file refused ({error})") from error
    except OSError as error:
        raise JournalUnwritable(f"{path}: {error.strerror}") from error
