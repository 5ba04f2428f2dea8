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
            return unreadable(name, "this is no file") if path.exists() else _missing(path)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        return unreadable(name, f"the file cannot be read ({getattr(error, 'strerror', None) or 'a bad name'})")


def _missing(path: Path) -> Checked:
    """With the spec that may have been meant by its bot's name."""
    name = path.name if path.suffix else f"{path.name}.yaml"
    near = next((each for each in (path.parent / name, path.parent / "specs" / name) if each.is_file()), None)
    label = "check the path" if near is None else f"write {near.as_posix()}"
    return unreadable(path.as_posix(), "there is no such file", label)


def unreadable(path: str, message: str, label: str = "check the path") -> Checked:
    """A file of which there is nothing to say but that."""
    return Checked(Source(path, ""), (finding("BS001", path, TOP, message, label),), None)
