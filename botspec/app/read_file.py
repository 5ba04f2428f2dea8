"""The bytes of a file that a person named, or the finding that says why there are none."""

from __future__ import annotations

from pathlib import Path

from botspec.compiler.check import Checked
from botspec.diagnostics.codes import finding
from botspec.diagnostics.source import TOP, Source
from botspec.spec.text import MOST_BYTES


def content_of(path: Path) -> bytes | Checked:
    """At most one byte more than a spec may have."""
    name = path.as_posix()
    try:
        if not path.is_file():
            return unreadable(name, "there is no such file" if not path.exists() else "this is no file")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        return unreadable(name, f"the file cannot be read ({getattr(error, 'strerror', None) or 'a bad name'})")


def unreadable(path: str, message: str, label: str = "check the path") -> Checked:
    """A file of which there is nothing to say but that."""
    return Checked(Source(path, ""), (finding("BS001", path, TOP, message, label),), None)
