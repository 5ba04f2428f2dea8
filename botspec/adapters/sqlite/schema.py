"""Tables of a journal file, as numbered migrations, and the proof that a file has exactly these."""

from __future__ import annotations

import sqlite3
from functools import cache

from botspec.ports.journal import JournalDamaged

APPLICATION = 0x626F7431  # "bot1"

_TABLES = (
    """CREATE TABLE rows (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT""",
    """CREATE TABLE columns (
    sha256 TEXT PRIMARY KEY,
    dtype TEXT NOT NULL,
    data BLOB NOT NULL
) STRICT, WITHOUT ROWID""",
)


def _guard(table: str, change: str) -> str:
    return f"""CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table} BEGIN
    SELECT RAISE(ABORT, 'a journal is append-only');
END"""


MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_TABLES, *(_guard(table, change) for table in ("rows", "columns") for change in ("update", "delete"))),
)


def build(connection: sqlite3.Connection, since: int = 0) -> None:
    """Apply the migrations after version `since`; the caller holds the transaction."""
    for statements in MIGRATIONS[since:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def check(connection: sqlite3.Connection) -> bool:
    """True when tables and triggers are those of its version. Raises JournalDamaged when it is no journal or newer."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION:
        raise JournalDamaged("this is no botspec journal (it is empty or belongs to another program)")
    if version > len(MIGRATIONS):
        raise JournalDamaged(f"written by a newer botspec (journal version {version}, known {len(MIGRATIONS)})")
    return version > 0 and _objects(connection) == _expected(version)


def _objects(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    found = connection.execute("SELECT hex(name), hex(sql) FROM sqlite_master WHERE sql IS NOT NULL")
    return frozenset((_text(name), _text(sql)) for name, sql in found)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


@cache
def _expected(version: int) -> frozenset[tuple[str, str]]:
    connection = sqlite3.connect(":memory:")
    try:
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                connection.execute(statement)
        return _objects(connection)
    finally:
        connection.close()
