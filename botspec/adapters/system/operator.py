"""Who sits at this machine."""

from __future__ import annotations

import getpass
import socket


def who() -> str:
    """User and host, as a journal names whoever asked."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "somebody"
    return f"{user}@{socket.gethostname()}"
