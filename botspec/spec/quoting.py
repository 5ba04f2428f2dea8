"""Fixes of the text itself: brackets around a list, quotes around what YAML would read as something else."""

from __future__ import annotations

import re

from botspec.diagnostics.edits import Edit
from botspec.diagnostics.source import Source
from botspec.spec.document import Document
from botspec.spec.paths import Path

LONGEST = 400  # characters of a line that is looked at
_PLAIN_VALUE = re.compile(
    r"""[ \t]*(?:-[ ])?[A-Za-z_][\w-]*:[ ]+(?P<value>[^\s"'\[{|>\#](?:[^\#]|(?<!\s)\#)*?)\s*(?:\s\#.*)?""", re.VERBOSE
)


def in_brackets(document: Document, path: Path) -> tuple[Edit, ...]:
    """`AAPL, MSFT` -> `[AAPL, MSFT]`, where it is words on one line."""
    place = document.places.get(path)
    if place is None or place.style or place.start >= place.end:
        return ()
    text = document.source.text[place.start : place.end]
    if not re.fullmatch(r"[A-Za-z0-9_.]+(?:, *[A-Za-z0-9_.]+)*", text):
        return ()
    return _around(document.source, place.start, place.end, "[", "]")


def in_quotes(source: Source, offset: int) -> tuple[Edit, ...]:
    """Quotes around the value of the line that `offset` is in, where it is one key and the rest is text."""
    line = source.line(source.span(offset, offset).line)
    match = _PLAIN_VALUE.fullmatch(line) if len(line) <= LONGEST else None
    if match is None:
        return ()
    start = source.text.rfind("\n", 0, offset) + 1
    first, last = start + match.start("value"), start + match.end("value")
    if not first <= offset <= last:
        return ()
    return quoted(source, first, last)


def quoted(source: Source, start: int, end: int) -> tuple[Edit, ...]:
    """Single quotes around that part of the text, those inside it doubled."""
    inner = [at for at in range(start, end) if source.text[at] == "'"]
    return (*_around(source, start, end, "'", "'"), *(Edit(source.span(at, at), "'") for at in inner))


def _around(source: Source, start: int, end: int, opening: str, closing: str) -> tuple[Edit, ...]:
    return Edit(source.span(start, start), opening), Edit(source.span(end, end), closing)
