"""What a journal's header says about this process."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import botspec
from botspec.domain.rows import HeaderRow

LIBRARIES = ("alpaca-py", "numpy", "pandas", "pydantic", "requests", "TA-Lib", "urllib3")
_PATIENCE_SECONDS = 5


def header(started_at: datetime, spec_path: Path, arguments: Sequence[str]) -> HeaderRow:
    """Versions, platform and the commit of the folder the spec is in; a fact that cannot be had is None."""
    commit = _git(spec_path.parent, "rev-parse", "--verify", "HEAD")
    dirty = None if commit is None else _dirty(spec_path)
    return HeaderRow(
        started_at=started_at,
        botspec=botspec.__version__,
        python=platform.python_version(),
        platform=f"{platform.system()}-{platform.machine()}",
        git_commit=commit,
        git_dirty=dirty,
        spec_path=str(spec_path),
        arguments=tuple(arguments),
        versions=library_versions(),
    )


def _dirty(spec: Path) -> bool | None:
    """Whether what git knows has changed, or it does not know the spec; run folders beside it are no change."""
    known = _git(spec.parent, "status", "--porcelain", "--untracked-files=no")
    new = _git(spec.parent, "ls-files", "--others", "--", spec.name)
    return None if known is None or new is None else bool(known or new)


def library_versions() -> dict[str, str]:
    """Versions of what decides a run, without importing it."""
    found: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def _git(folder: Path, *words: str) -> str | None:
    """What git prints, with no environment of ours, no hooks and no locks taken."""
    program = shutil.which("git")
    if program is None:
        return None
    command = [program, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", str(folder), *words]
    environment = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            command, env=environment, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
