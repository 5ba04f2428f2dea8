"""One difference between two versions of a bot."""

from __future__ import annotations

from dataclasses import dataclass

from botspec.diagnostics.source import Span
from botspec.gitops.category import Category
from botspec.spec.paths import Path


@dataclass(frozen=True, slots=True)
class Side:
    """Where one version says it: a file (`main:specs/a.yaml` for one in git) and a place in it."""

    file: str
    span: Span

    def __str__(self) -> str:
        return f"{self.file}:{self.span.line}:{self.span.column}"


@dataclass(frozen=True, slots=True)
class Change:
    """`where` is the key as a reader names it; `before` or `after` is None for what is not there on that side.

    `note` says what the two values alone do not.
    """

    category: Category
    path: Path
    where: str
    before: str | None
    after: str | None
    old: Side | None
    new: Side | None
    note: str = ""

    @property
    def order(self) -> tuple[int, str]:
        """The worst first, then as the language orders its keys."""
        return self.category.rank, self.where
