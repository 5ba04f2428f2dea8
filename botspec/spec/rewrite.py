"""Change keys of a spec as edits of its text, so that comments and layout survive."""

from __future__ import annotations

import re

from botspec.diagnostics.edits import Edit
from botspec.spec.document import Document, Place
from botspec.spec.paths import Path, at_path

_COLUMN = re.compile(r" {3,}(?=#)")


def put(document: Document, path: Path, value: str, after: tuple[str, ...]) -> Edit:
    """Give the key at `path` a value; a new key comes behind the last of `after` that its mapping has."""
    if document.has(path):
        return _value(document, path, value)
    *parent, key = path
    beside = [name for name in after if document.has((*parent, name))]
    last = beside[-1] if beside else next(reversed(_mapping(document, tuple(parent))))
    return insert_after(document, (*parent, last), f"{key}: {value}")


def _value(document: Document, path: Path, value: str) -> Edit:
    """Another value; a comment that stands in a column behind it stays in that column."""
    place, text = document.places[path], document.source.text
    gap = _COLUMN.match(text, place.end)
    if place.start >= place.end or gap is None:
        return Edit(document.value_span(path), value)
    wide = max(2, place.end - place.start + len(gap[0]) - len(value))
    return _span(document, place.start, gap.end(), value + " " * wide)


def insert_after(document: Document, path: Path, entry: str) -> Edit:
    """Write another entry behind the one at `path`: on lines of its own, or in the same braces."""
    place = document.places[path]
    if in_braces(document, path[:-1]):
        return _at(document, place.end, f", {entry}")
    newline = newline_of(document)
    indent = " " * (document.source.span(place.key_start, place.key_start).column - 1)
    lines = "".join(f"{indent}{line}".rstrip(" ") + newline for line in entry.split("\n"))
    end = end_of_line(document, place.end)
    return _at(document, end, lines if _ends_line(document, end) else newline + lines)


def remove(document: Document, path: Path) -> Edit:
    """Take out a key with its value, and its line or the comma that parts it from its neighbour."""
    place = document.places[path]
    if in_braces(document, path[:-1]):
        return _span(document, *_with_comma(document, path, place))
    start = document.source.text.rfind("\n", 0, place.key_start) + 1
    return _span(document, start, end_of_line(document, place.end))


def in_braces(document: Document, path: Path) -> bool:
    """True for a mapping in flow style."""
    place = document.places[path]
    return document.source.text[place.start : place.start + 1] == "{"


def end_of_line(document: Document, offset: int) -> int:
    """The offset behind the end of the line that `offset` is in."""
    end = document.source.text.find("\n", offset)
    return len(document.source.text) if end < 0 else end + 1


def newline_of(document: Document) -> str:
    """How the file ends its lines."""
    return "\r\n" if "\r\n" in document.source.text else "\n"


def _with_comma(document: Document, path: Path, place: Place) -> tuple[int, int]:
    keys = list(_mapping(document, path[:-1]))
    position = keys.index(str(path[-1]))
    if position > 0:
        return document.places[(*path[:-1], keys[position - 1])].end, place.end
    if len(keys) > 1:
        return place.key_start, document.places[(*path[:-1], keys[1])].key_start
    return place.key_start, place.end


def _mapping(document: Document, path: Path) -> dict[str, object]:
    tree = at_path(document.tree, path)
    if not isinstance(tree, dict):
        raise TypeError(path)
    return tree


def _ends_line(document: Document, offset: int) -> bool:
    return offset > 0 and document.source.text[offset - 1] == "\n"


def _at(document: Document, offset: int, text: str) -> Edit:
    return _span(document, offset, offset, text)


def _span(document: Document, start: int, end: int, text: str = "") -> Edit:
    return Edit(document.source.span(start, end), text)
