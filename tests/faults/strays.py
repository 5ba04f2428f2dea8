"""Processes that killed ones leave behind."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path


def end_strays(folder: Path) -> None:
    """End every process that was started on `folder`."""
    for pid in _of(folder):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _of(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(folder).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found
