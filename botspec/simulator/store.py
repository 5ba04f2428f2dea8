"""`broker.sqlite`: every command the account took, durable before it is answered."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

VERSION = 2
UNWRITABLE = 8
PATIENCE_SECONDS = 3.0
NAP_SECONDS = 0.05
SCHEMA = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """
    CREATE TABLE commands (
      number INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('advance', 'submit', 'cancel', 'replace', 'configure', 'watch')),
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT
    """,
    "CREATE TRIGGER stay BEFORE UPDATE ON commands BEGIN SELECT RAISE(ABORT, 'commands are append-only'); END",
    "CREATE TRIGGER last BEFORE DELETE ON commands BEGIN SELECT RAISE(ABORT, 'commands are append-only'); END",
)


class StoreRefused(Exception):
    """The file is in use, belongs to another simulation, or is not ours."""


class Store:
    """One writer; a process that is killed loses nothing it answered. Raises StoreRefused when it cannot be opened."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._lock = _locked(path)
        self._connection = sqlite3.connect(path, isolation_level=None)
        try:
            path.chmod(0o600)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing
            self._open(fingerprint)
        except (StoreRefused, sqlite3.Error):
            self.close()
            raise

    def append(self, at: str, kind: str, body: Mapping[str, Any]) -> None:
        """Add a command; it is there after a kill from when this returns. Ends the process when it cannot be kept."""
        command = (at, kind, json.dumps(body, default=str))
        try:
            self._connection.execute("INSERT INTO commands (at, kind, body) VALUES (?, ?, ?)", command)
        except sqlite3.Error as error:
            # The account in memory has done what its file does not know: nothing more may be answered from it.
            with suppress(OSError):  # the log may lie on the same full disk
                sys.stderr.write(f"the account file cannot be written: {error}\n")
                sys.stderr.flush()
            os._exit(UNWRITABLE)

    def commands(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """All commands in order: when, what, and its body."""
        for at, kind, body in self._connection.execute("SELECT at, kind, body FROM commands ORDER BY number"):
            yield at, kind, json.loads(body)

    def close(self) -> None:
        """Let another process open it."""
        self._connection.close()
        os.close(self._lock)

    def _open(self, fingerprint: str) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            self._create(fingerprint)
        elif version != VERSION:
            raise StoreRefused(f"the account file has version {version}; this program knows {VERSION}")
        found = self._connection.execute("SELECT value FROM meta WHERE name = 'fingerprint'").fetchone()
        if found != (fingerprint,):
            raise StoreRefused("the account file belongs to a simulation with other bars, costs, cash or start")

    def _create(self, fingerprint: str) -> None:
        """All of it or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        for statement in SCHEMA:
            self._connection.execute(statement)
        self._connection.execute("INSERT INTO meta VALUES ('fingerprint', ?)", (fingerprint,))
        self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.execute("COMMIT")


def _locked(path: Path) -> int:
    """The lock's handle; a simulator that is just ending gets a moment to let go."""
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() < deadline:
                time.sleep(NAP_SECONDS)
                continue
            os.close(handle)
            raise StoreRefused(f"{path} is in use by another simulator") from error
        return handle
