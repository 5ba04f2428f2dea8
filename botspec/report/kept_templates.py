"""Templates compiled once: kept beside them as Python keeps its modules, in `__pycache__` where that may be written."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2.bccache import Bucket


class KeptTemplates(BytecodeCache):
    """Half of a small report is compiling its templates. `sources` are the modules whose words are compiled in."""

    def __init__(self, sources: Sequence[str]) -> None:
        stats = [Path(path).stat() for path in sources]
        known = [(each.st_mtime_ns, each.st_size) for each in stats]
        self._made_by = repr((jinja2.__version__, MAGIC_NUMBER, known)).encode()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Where the compiled template lies."""
        return cache_from_source(f"{filename or name}.py")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is there, if it was made of this text, by this Jinja and this Python."""
        head = self._head(bucket)
        with suppress(OSError, EOFError, ValueError, TypeError):
            kept = Path(bucket.key).read_bytes()
            if kept.startswith(head):
                bucket.code = marshal.loads(kept[len(head) :])  # noqa: S302  as trusted as the .pyc beside it

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next start; where that may not be, it is compiled again."""
        if sys.dont_write_bytecode or bucket.code is None:
            return
        path = Path(bucket.key)
        draft = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            draft.write_bytes(self._head(bucket) + marshal.dumps(bucket.code))
            draft.replace(path)

    def _head(self, bucket: Bucket) -> bytes:
        return hashlib.sha256(self._made_by + bucket.checksum.encode()).digest()
