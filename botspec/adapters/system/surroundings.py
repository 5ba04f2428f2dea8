"""The environment that a process of our own is given: where things are, and no credentials."""

from __future__ import annotations

import os

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHASHSEED")


def without_secrets() -> dict[str, str]:
    """The names on the list, from this process's environment."""
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}
