"""A spec changed in place: what it would say, what would then be wrong with it, and writing it when nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from botspec.app.validate import check_file
from botspec.app.write_spec import write_spec
from botspec.compiler.check import Checked, check
from botspec.diagnostics.edits import diff
from botspec.diagnostics.finding import Severity
from botspec.diagnostics.secrets import mask
from botspec.spec.compose import read
from botspec.spec.document import Document


class NotRewritten(Exception):
    """Nothing was changed, and why."""


class SpecUnreadable(Exception):
    """The file is no spec that could be changed; `checked` has the findings."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked.source.path)
        self.checked = checked


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A spec's text before and after, and the judgement of what it would become."""

    path: Path
    before: str
    after: str
    checked: Checked

    @property
    def changed(self) -> bool:
        """False when the spec says it already."""
        return self.before != self.after

    @property
    def valid(self) -> bool:
        """True when the result has no errors."""
        return not any(found.severity is Severity.ERROR for found in self.checked.findings)

    @property
    def diff(self) -> str:
        """What changes, as a unified diff; what looks like a secret is masked."""
        return diff(self.path.as_posix(), mask(self.before), mask(self.after))

    def write(self) -> None:
        """Write it in place. Raises NotRewritten when the result has errors, OSError."""
        if not self.valid:
            raise NotRewritten("the result has errors")
        if self.changed:
            write_spec(self.path, self.after)


def open_spec(path: Path) -> Document:
    """The document of a file whose text can be read. Raises SpecUnreadable."""
    try:
        document = read(path.as_posix(), path.read_bytes()) if path.is_file() else None
    except (OSError, ValueError):
        document = None
    if not isinstance(document, Document):
        raise SpecUnreadable(check_file(path))
    return document


def rewriting(path: Path, before: str, after: str) -> Rewriting:
    """Judge what a spec would become."""
    return Rewriting(path, before, after, check(path.as_posix(), after.encode()))
