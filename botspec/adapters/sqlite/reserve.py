"""Room put aside on the disk: when it is full, a bot must still be able to write down that it stops."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NAME = "journal.reserve"
_ROOM = 4_194_304
_BLOCK = bytes(65_536)


class Reserve:
    """A file of real zeros beside a journal; spent once, filled again at a start that finds room."""

    def __init__(self, journal: Path) -> None:
        self._path = journal.with_name(NAME)

    def fill(self) -> bool:
        """Put room aside; False when the disk has none to spare."""
        try:
            with self._path.open("ab") as file:
                while file.tell() < _ROOM:
                    file.write(_BLOCK)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                self.spend()
            return False
        return True

    def spend(self) -> bool:
        """Give the room back; False when there was none."""
        if not self.there:
            return False
        os.truncate(self._path, 0)
        return True

    @property
    def there(self) -> bool:
        """The room is still put aside."""
        return self._size() >= _ROOM

    @property
    def spent(self) -> bool:
        """It was put aside, or was to be, and is not there any more."""
        return 0 <= self._size() < _ROOM

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return -1
