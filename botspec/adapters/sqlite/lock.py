"""One writer a journal: a file lock beside it, which the kernel drops when its process dies."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from botspec.ports.journal import JournalLocked, JournalUnwritable

_TRIES = 10
_PAUSE_SECONDS = 0.02


class WriterLock:
    """Held from construction to `release`. Raises JournalLocked when another process holds it."""

    def __init__(self, journal: Path) -> None:
        self._descriptor = _open(lock_path(journal))
        try:
            _take(self._descriptor, journal)
        except BaseException:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        """Let the next writer in; the file stays, for its inode is what is locked."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1


def lock_path(journal: Path) -> Path:
    """Where the lock of `journal` lies."""
    return journal.with_name("journal.lock")


def holder(journal: Path) -> int | None:
    """Process id of the journal's writer; 0 when it could not be told, None when nobody writes."""
    try:
        descriptor = os.open(lock_path(journal), os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(descriptor) or 0
    finally:
        os.close(descriptor)
    return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise JournalUnwritable(f"cannot open {path}: {error.strerror}") from error


def _take(descriptor: int, journal: Path) -> None:
    # A reader asking `holder` has it for a moment: that is worth a few tries.
    for last in [False] * (_TRIES - 1) + [True]:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if last:
                raise _refusal(descriptor, journal) from None
            time.sleep(_PAUSE_SECONDS)
        except OSError as error:  # a file system without locks
            raise JournalUnwritable(f"{journal} cannot be locked: {error.strerror}") from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _refusal(descriptor: int, journal: Path) -> JournalLocked:
    process = _written(descriptor)
    who = f"process {process}" if process else "another process"
    return JournalLocked(f"{journal} is being written by {who}", process)


def _written(descriptor: int) -> int | None:
    text = os.pread(descriptor, 32, 0).strip()
    return int(text) if text.isdigit() else None
