"""A spec as a commit has it, under the path it had then."""

from __future__ import annotations

from pathlib import Path

from botspec.adapters.system.git import Repository, repository
from botspec.app.read_file import content_of
from botspec.app.spec_names import ids_in, may_be_spec
from botspec.compiler.check import Checked, check


def check_at(path: Path, commit: str) -> Checked:
    """Check the file as it was in `commit`; one that has moved since is found by its bot's id. Raises NotInGit."""
    tree = repository(path)
    name = tree.name(path)
    there = name if tree.listing(commit, [name]) else _before_its_move(tree, path, commit)
    if there is None:
        return check(f"{path.as_posix()}@{commit}", tree.content(commit, path))
    shown = path.as_posix() if there == name else there
    return check(f"{shown}@{commit}", tree.blob(tree.commit(commit), there))


def _before_its_move(tree: Repository, path: Path, commit: str) -> str | None:
    """Where the bot of `path` stood, if one file of that commit has its id."""
    now = content_of(path)
    if isinstance(now, Checked) or not (wanted := ids_in(now)):
        return None
    exact = tree.commit(commit)
    specs = [name for name in tree.listing(commit, [""]) if may_be_spec(name)]
    found = [name for name in specs if wanted & ids_in(tree.blob(exact, name))]
    return found[0] if len(found) == 1 else None
