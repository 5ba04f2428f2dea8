"""Where a plug-in lies."""

from __future__ import annotations

from pathlib import Path


def plugin_path(folder: Path, module: str) -> Path:
    """Where the source of a module lies."""
    return folder.joinpath(*module.split(".")).with_suffix(".py")
