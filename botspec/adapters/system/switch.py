"""The kill switch: a file in the run folder whose room is taken beforehand, so that it works on a full disk.

It is pulled by writing over its zeros; where even that is refused, by renaming it, which needs no room at all.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NAME, PULLED = "kill.switch", "kill.pulled"
_ROOM = 4096
_MODE = 0o600


class KillSwitch:
    """The switch of one run folder. `raised` gives what was written, or words that say why it counts as pulled."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._pulled = folder / PULLED
        self._dealt_with: bytes | None = None
        self._armed = False

    def arm(self) -> None:
        """Take the room; from now on a missing switch counts as pulled. What was pulled stays so. Raises OSError."""
        self._armed = True
        if self._path.exists() or self._pulled.exists():
            return
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, _MODE)
        try:
            os.pwrite(descriptor, bytes(_ROOM), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def pull(self, words: str) -> None:
        """From any process, with the disk full or the network gone. Raises OSError when all three ways are refused."""
        try:
            self.arm()  # where a bot never ran by the clock
            self._write(words.encode()[:_ROOM])
        except OSError:
            try:
                self._path.rename(self._pulled)
            except FileNotFoundError:
                self._pulled.touch(mode=_MODE)

    def raised(self) -> bytes | None:
        """What stands in a pulled switch; None while it is armed."""
        if self._pulled.exists():
            said: bytes = b"pulled by name"
        else:
            try:
                with self._path.open("rb") as file:
                    said = file.read(_ROOM).rstrip(b"\0")
            except OSError as error:
                said = f"it cannot be read: {error.strerror}".encode() if self._armed else b""
        return said if said and said != self._dealt_with else None

    def lower(self, said: bytes) -> None:
        """The trip is durable: put the switch back. One that cannot be put back is not heard twice by this process.

        What was written over it meanwhile is another kill, maybe one that asks for more: that stays to be heard.
        """
        if self.raised() != said:
            return
        self._dealt_with = said
        with suppress(OSError):
            if self._pulled.exists():
                self._pulled.rename(self._path)
            self._write(b"")
            self._dealt_with = None

    def _write(self, words: bytes) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_NOFOLLOW)
        try:
            os.pwrite(descriptor, words.ljust(_ROOM, b"\0"), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
