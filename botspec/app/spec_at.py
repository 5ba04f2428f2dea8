"""A spec as a commit has it."""

from __future__ import annotations

from pathlib import Path

from botspec.adapters.system.git import repository
from botspec.compiler.check import Checked, check


def check_at(path: Path, commit: str) -> Checked:
    """Check the file as it was in `commit`. Raises NotInGit."""
    content = repository(path).content(commit, path)
    return check(f"{path.as_posix()}@{commit}", content)
