"""Where history is kept: `BOTSPEC_CACHE`, or botspec's folder in the user's cache."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def cache_root(environment: Mapping[str, str]) -> Path:
    """The folder, which need not exist. A relative path in the environment does not count, as XDG asks."""
    own = environment.get("BOTSPEC_CACHE", "").strip()
    if own:
        return Path(own).absolute() / "history"
    shared = environment.get("XDG_CACHE_HOME", "").strip()
    base = Path(shared) if shared and Path(shared).is_absolute() else _home(environment) / ".cache"
    return base / "botspec" / "history"


def _home(environment: Mapping[str, str]) -> Path:
    told = environment.get("HOME", "").strip()
    return Path(told) if told else Path.home()
