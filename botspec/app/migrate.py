"""Bring a spec to the newest version of the language, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from botspec.app.rewriting import NotRewritten, Rewriting, SpecUnreadable, open_spec, rewriting
from botspec.compiler.check import check
from botspec.diagnostics.edits import Edit, apply
from botspec.spec.compose import read
from botspec.spec.document import Document
from botspec.spec.paths import at_path

NEWEST = 1
Step = Callable[[Document], list[Edit]]
# From each older version to the next: the edits beside that of `version` itself. A step is never changed once released.
STEPS: Mapping[int, Step] = {}


@dataclass(frozen=True, slots=True)
class Migration:
    """A spec in the newest version, and the version it was in."""

    written_in: int
    newest: int
    result: Rewriting


def migrate(path: Path, steps: Mapping[int, Step] = STEPS, newest: int = NEWEST) -> Migration:
    """What the spec would be; nothing is written. Raises SpecUnreadable, NotRewritten."""
    document = open_spec(path)
    written_in = _version(document, newest)
    before = document.source.text
    for version in range(written_in, newest):
        document = _moved(document, version, steps)
    return Migration(written_in, newest, rewriting(path, before, document.source.text))


def _version(document: Document, newest: int) -> int:
    written = at_path(document.tree, ("version",))
    known = [version for version in range(1, newest + 1) if written == str(version)]
    if not known:
        raise SpecUnreadable(check(document.path, document.source.text.encode()))
    return known[0]


def _moved(document: Document, version: int, steps: Mapping[int, Step]) -> Document:
    edits = [Edit(document.value_span(("version",)), str(version + 1)), *steps[version](document)]
    moved = read(document.path, apply(document.source, edits).encode())
    if not isinstance(moved, Document):
        raise NotRewritten(f"the step from version {version} leaves {document.path} unreadable; nothing was changed")
    return moved
