"""What is said to a person who may have gone: a closed terminal, a pipe that nobody reads, a log on a full disk."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NOBODY_READS = frozenset({errno.EIO, errno.EPIPE})


class Outlet(io.FileIO):
    """A descriptor written to as long as somebody reads it; `running`: whatever refuses, a run does not end of it."""

    running = True

    def write(self, data: ReadableBuffer, /) -> int:
        """All of it, dropped where nobody reads. Raises OSError of anything else once nothing runs."""
        try:
            return super().write(data)
        except OSError as error:
            if self.running or error.errno in NOBODY_READS:
                return memoryview(data).nbytes
            raise


@contextmanager
def spoken() -> Iterator[None]:
    """Inside, no line that cannot be written ends the process; afterwards only one that nobody could read."""
    outlets = []
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is getattr(sys, f"__{name}__") and isinstance(stream, io.TextIOWrapper):
            stream.flush()
            outlets.append(outlet := Outlet(stream.fileno(), "w", closefd=False))
            setattr(sys, name, _text(outlet, stream))
    try:
        yield
    finally:
        sys.stdout.flush()
        for outlet in outlets:
            outlet.running = False


def _text(outlet: Outlet, like: io.TextIOWrapper) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        io.BufferedWriter(outlet), encoding=like.encoding, errors=like.errors, line_buffering=like.line_buffering
    )
