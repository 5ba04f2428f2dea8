"""One mistake, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from botspec.diagnostics.edits import Edit
from botspec.diagnostics.source import Span


class Severity(StrEnum):
    """An error stops a run; a warning and an information do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that has to do with it; `path` when it is in another file."""

    span: Span
    label: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`label` stands at the caret and is the fix, `help` is what else to know, `where` the key as a reader names it.

    `fix` is there when what was meant is certain: all its edits together.
    """

    code: str
    severity: Severity
    message: str
    path: str
    span: Span
    label: str = ""
    help: str = ""
    where: str = ""
    related: tuple[Related, ...] = ()
    fix: tuple[Edit, ...] = ()

    @property
    def order(self) -> tuple[str, Span, str, str]:
        """Findings are shown in the order of the files."""
        return (self.path, self.span, self.code, self.message)
