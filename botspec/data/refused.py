"""Data that cannot be trusted is refused, with the line that shows why."""

from __future__ import annotations

from pathlib import Path


class DataRefused(Exception):
    """A data file is absent or wrong; `line` is counted from 1, None when it is the file as a whole."""

    def __init__(self, path: Path, line: int | None, message: str) -> None:
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {message}")
        self.path = path
        self.line = line
        self.message = message
