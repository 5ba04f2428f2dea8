"""A person at a terminal: asked directly, so that no pipe, file or environment can answer for them."""

from __future__ import annotations

import os
import sys


def ask(question: str) -> str | None:
    """What the person at this process's own terminal types; None when there is no terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    try:
        descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    with os.fdopen(descriptor, "r+b", buffering=0) as terminal:
        if not os.isatty(terminal.fileno()):
            return None
        terminal.write(question.encode())
        return terminal.readline().decode("utf-8", "replace").strip()
