"""What is sent back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

NOTHING = object()


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON value; `NOTHING` for an empty body."""

    content: Any
    status: int = 200

    def body(self) -> bytes:
        """The bytes of the body."""
        if self.content is NOTHING:
            return b""
        return json.dumps(self.content, separators=(",", ":"), allow_nan=False).encode()


EMPTY = Answer(NOTHING, 204)
