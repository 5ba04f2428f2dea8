"""Journals in SQLite files: append-only tables, one writer."""

from botspec.adapters.sqlite.journal import Loaded, SqliteJournal
from botspec.adapters.sqlite.lock import holder

__all__ = ["Loaded", "SqliteJournal", "holder"]
