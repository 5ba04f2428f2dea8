"""Which character of a file each character of a value came from: the raw text is read again beside the value."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n[ \t]*|.)", re.DOTALL)


def offsets(raw: str, value: str, style: str) -> list[int]:
    """Offset in `raw` of every character of `value`, and one more for its end. Never decreasing."""
    at = _start(raw, style)
    found: list[int] = []
    for character in value:
        at = _next(raw, at, character, style)
        found.append(min(at, len(raw)))
        at += _length(raw, at, style)
    found.append(min(at, len(raw)))
    return found


def _start(raw: str, style: str) -> int:
    if style in ("|", ">"):
        return raw.find("\n") + 1
    return 1 if style in ("'", '"') else 0


def _next(raw: str, at: int, character: str, style: str) -> int:
    """Skip what folding, indentation and line ends put between two characters of the value."""
    if style == '"':
        while (match := _ESCAPE.match(raw, at)) and match[0][1] in "\r\n":
            at = match.end()
        if raw[at : at + 1] == "\\":
            return at
    if not character.isspace():
        while at < len(raw) and raw[at].isspace():
            at += 1
    return at


def _length(raw: str, at: int, style: str) -> int:
    if style == '"' and (match := _ESCAPE.match(raw, at)):
        return len(match[0])
    if style == "'" and raw.startswith("''", at):
        return 2
    return 1
