"""Run folders as a person finds them under runs/."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal
from tests.fakes.a_run import a_run


def run_folder(folder: Path, count: int = 120, mode: str = "backtest", *, ended: bool = True) -> Path:
    """A run folder with a journal; its path."""
    rows, columns = a_run(count, mode, ended=ended)
    with SqliteJournal(folder / "journal.sqlite", "create", bulk=True) as journal:
        for row in rows[:-1] if ended else rows:
            journal.append(row)
        if ended:
            journal.store_columns(columns)
            journal.append(rows[-1])
    return folder


def tamper(folder: Path, statement: str) -> None:
    """Run `statement` on the journal as somebody who knows SQLite would: triggers taken away and put back."""
    with closing(sqlite3.connect(folder / "journal.sqlite", isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
