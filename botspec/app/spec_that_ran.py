"""The spec that a live bot's positions were taken under, while the file of today cannot be run.

It is looked for in the commits that the journal names, and taken only when its digest is the one that ran last.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system.git import NotInGit
from botspec.app.folders import JOURNAL
from botspec.app.spec_at import check_at
from botspec.app.spec_facts import spec_facts
from botspec.app.unattended import holding
from botspec.domain.rows import HeaderRow, SpecRow
from botspec.ports.journal import JournalDamaged, JournalUnwritable

if TYPE_CHECKING:
    from pathlib import Path

    from botspec.app.request import RunRequest
    from botspec.compiler.check import Checked
    from botspec.compiler.context import Context


@dataclass(frozen=True, slots=True)
class Ran:
    """A spec as a commit has it; `trouble` says why it is not the file of today."""

    checked: Checked
    context: Context
    trouble: str


def spec_that_ran(request: RunRequest) -> Ran | None:
    """None when nothing is held, when more than one bot of this file holds something, or when no commit has it."""
    told = what_ran(request)
    return None if told is None else next(_found(request.spec, *told), None)


def what_ran(request: RunRequest) -> tuple[str, list[str]] | None:
    """The digest that ran last, and the commits that starts were made from, the newest first.

    None when nothing is held, or when more than one bot of this file holds something.
    """
    folders = [folder for folder, _ in holding(request.runs, request.spec)]
    if len(folders) != 1:
        return None
    try:
        return _told(folders[0] / JOURNAL)
    except (JournalDamaged, JournalUnwritable):
        return None


def _found(spec: Path, digest: str, commits: list[str]) -> Iterator[Ran]:
    for commit in commits:
        with suppress(NotInGit, OSError):
            checked = check_at(spec, commit)
            if checked.context is not None and spec_facts(checked.context).digest == digest:
                trouble = f"{spec.as_posix()} has errors; what ran last is that of commit {commit[:12]}"
                yield Ran(checked, checked.context, trouble)


def _told(journal: Path) -> tuple[str, list[str]]:
    with SqliteJournal(journal, "read") as file:
        file.verify()
        rows = list(file.some((HeaderRow, SpecRow)))
    digests = [row.digest for row in rows if isinstance(row, SpecRow)]
    commits = [row.git_commit for row in reversed(rows) if isinstance(row, HeaderRow) and row.git_commit is not None]
    return (digests or [""])[-1], list(dict.fromkeys(commits))
