"""How this program is started here, so that what it advises can be typed as it stands."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path


def program() -> str:
    """`botspec` when the shell finds it, else the path it was started by."""
    started = Path(sys.argv[0])
    if started.name != "botspec" or _on_path(started):
        return "botspec"
    try:
        return shlex.quote(started.resolve().relative_to(Path.cwd()).as_posix())
    except (OSError, ValueError):
        return shlex.quote(started.as_posix())


def _on_path(started: Path) -> bool:
    folders = os.environ.get("PATH", "").split(os.pathsep)
    return any(folder and Path(folder, "botspec").resolve() == started.resolve() for folder in folders)
