"""What is sent back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

NOTHING = object()


@dataclass(frozen=True, slots=True)
class Page:
    """What a proxy in front of Alpaca answers with: HTML where JSON is expected."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON value; `NOTHING` for an empty body."""

    content: Any
    status: int = 200

    @property
    def media(self) -> str | None:
        """The Content-Type; none for an empty body."""
        if isinstance(self.content, Page):
            return "text/html"
        return None if self.content is NOTHING else "application/json"

    def body(self) -> bytes:
        """The bytes of the body."""
        if isinstance(self.content, Page):
            return self.content.text.encode()
        if self.content is NOTHING:
            return b""
        return json.dumps(self.content, separators=(",", ":"), allow_nan=False).encode()


EMPTY = Answer(NOTHING, 204)


def page(status: int, title: str) -> Answer:
    """A proxy's page."""
    title = f"{status} {title}"
    head, body = (
        f"<head><title>{title}</title></head>",
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>",
    )
    return Answer(Page(f"<html>\r\n{head}\r\n<body>\r\n{body}\r\n</body>\r\n</html>\r\n"), status)
