"""Journals in SQLite files: append-only tables, one writer."""

from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.adapters.sqlite.lock import holder

__all__ = ["SqliteJournal", "holder"]
