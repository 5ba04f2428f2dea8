"""`shadow.sqlite`: what an account in process was told, in order, so that a later process has the same account."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from botspec.domain.orders import Changes, OrderRequest
from botspec.journal.decoding import Malformed, decoder
from botspec.journal.encoding import encoder
from botspec.market.panel import CorporateAction
from botspec.ports.journal import JournalDamaged, JournalUnwritable

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS commands (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL) STRICT"
)


@dataclass(frozen=True, slots=True)
class Submitted:
    """An order came."""

    at: datetime
    request: OrderRequest


@dataclass(frozen=True, slots=True)
class Canceled:
    """A cancel came."""

    at: datetime
    client_order_id: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replacement came."""

    at: datetime
    client_order_id: str
    new_client_order_id: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Bars:
    """Prices came: `over` when they are a whole bar's; `columns` are open, high, low, close and volume by symbol."""

    symbols: tuple[str, ...]
    opened_at: int
    closed_at: int
    session: int
    over: bool
    columns: tuple[tuple[float, ...], ...]
    actions: tuple[CorporateAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """A session was over."""

    at: datetime
    session: int


Command = Submitted | Canceled | Replaced | Bars | Closed
_KINDS: dict[str, Any] = {cls.__name__.lower(): cls for cls in (Submitted, Canceled, Replaced, Bars, Closed)}


class CommandLog:
    """Append-only; a command is durable before it is carried out. Raises JournalUnwritable, JournalDamaged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            path.chmod(0o600)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise JournalUnwritable(f"{path}: {error}") from error

    def append(self, command: Command) -> None:
        """Add a command."""
        cls: Any = type(command)
        try:
            row = (cls.__name__.lower(), encoder(cls)(command))
            self._connection.execute("INSERT INTO commands (kind, body) VALUES (?, ?)", row)
        except sqlite3.Error as error:
            raise JournalUnwritable(f"{self._path}: {error}") from error

    def commands(self) -> Iterator[Command]:
        """All of them, oldest first."""
        try:
            for kind, body in self._connection.execute("SELECT kind, body FROM commands ORDER BY number"):
                command: Command = decoder(_KINDS[kind])(json.loads(body))
                yield command
        except (sqlite3.Error, Malformed, ValueError, KeyError, TypeError) as error:
            raise JournalDamaged(f"{self._path}: {error}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
