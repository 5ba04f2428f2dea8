"""A person at a terminal: asked directly, so that no pipe, file or environment can answer for them."""

from __future__ import annotations

import os
import sys


def ask(question: str) -> str | None:
    """What the person at this process's own terminal types once asked; None when there is no terminal."""
    import termios

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    try:
        descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    with os.fdopen(descriptor, "r+b", buffering=0) as terminal:
        if not os.isatty(terminal.fileno()):
            return None
        termios.tcflush(terminal.fileno(), termios.TCIFLUSH)  # typed before the question is no answer to it
        terminal.write(question.encode())
        return terminal.readline().decode("utf-8", "replace").strip()
