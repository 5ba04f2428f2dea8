"""Values that are hardly ever asked for again, each kept as its compressed text: a twentieth of what it takes whole."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from botspec.journal.decoding import decoder
from botspec.journal.encoding import encoder

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
_LEVEL, _RAW = 6, -15  # no header: thousands of short texts


class Shortened(Generic[T]):
    """A mapping from names to values of one class, in the order they were kept.

    What comes out is equal to what was put in: the text is that of the journal. The first one is the dictionary that
    all are compressed with, so that each takes little more than what differs.
    """

    def __init__(self, kind: type[T]) -> None:
        hint: Any = kind
        self._write, self._build = encoder(hint), decoder(hint)
        self._known = b""
        self._texts: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def keep(self, name: str, value: T) -> None:
        """Keep a value under a name; it takes the place of what had the name."""
        text = self._write(value).encode("ascii")
        self._known = self._known or text
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW, zdict=self._known)
        self._texts[name] = packer.compress(text) + packer.flush()

    def get(self, name: str) -> T | None:
        """The value of that name."""
        packed = self._texts.get(name)
        return None if packed is None else self._read(packed)

    def pop(self, name: str) -> T | None:
        """The value of that name, which is no longer kept."""
        packed = self._texts.pop(name, None)
        return None if packed is None else self._read(packed)

    def values(self) -> Iterator[T]:
        """Every value, in the order they were kept."""
        return map(self._read, tuple(self._texts.values()))

    def _read(self, packed: bytes) -> T:
        return cast("T", self._build(json.loads(zlib.decompressobj(_RAW, zdict=self._known).decompress(packed))))
