"""Folders and files that only their owner can read."""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER = 0o700
_FILE = 0o600


def private_folder(path: Path) -> Path:
    """`path` for the owner alone, made where it is not there."""
    made_private(path).chmod(_FOLDER)
    return path


def made_private(path: Path) -> Path:
    """`path`; it and every folder above it that is not there yet is made for the owner alone."""
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=_FOLDER, exist_ok=True)
    return path


def write_private(path: Path, content: str | bytes) -> None:
    """Put `content` there whole or not at all, readable by the owner alone."""
    data = content.encode() if isinstance(content, str) else content
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _FILE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
