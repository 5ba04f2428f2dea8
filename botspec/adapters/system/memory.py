"""Memory that is free, back to the machine."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Return what was freed between things that stay: a long answer, a column that grew. Only glibc must be told."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
