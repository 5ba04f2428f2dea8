"""Bytes -> text: what may stand in a spec file at all."""

from __future__ import annotations

import re

from botspec.diagnostics.codes import finding
from botspec.diagnostics.edits import Edit
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.source import TOP, Source

MOST_BYTES = 256 * 1024
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]|\r(?!\n)"
)

# Looks like a space and indents nothing: it comes with text copied from a page or a chat.
_STRANGE_INDENT = re.compile("^ *([\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+)", re.MULTILINE)


def decode(path: str, content: bytes) -> Source | Finding:
    """The file's text, or the one thing that makes it unreadable."""
    if len(content) > MOST_BYTES:
        size = f"{len(content):,} bytes"
        return finding(
            "BS004", path, TOP, f"the file has {size}, at most {MOST_BYTES:,} are read", help_="split the bot"
        )
    if content.startswith(_BOMS):
        return finding("BS002", path, TOP, "the file starts with a byte order mark", "save it as UTF-8 without a mark")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(path, content, error.start)
    source = Source(path, text)
    if (hidden := _REFUSED.search(text)) is not None:
        return _hidden(source, hidden)
    strange = _STRANGE_INDENT.search(text)
    return source if strange is None else _strange(source, strange)


def hidden_in(value: str) -> bool:
    """True when a value (after its escapes) has characters that a reviewer cannot see, or half a character."""
    return _REFUSED.search(value) is not None or any("\ud800" <= character <= "\udfff" for character in value)


def _not_utf8(path: str, content: bytes, at: int) -> Finding:
    before = Source(path, content[:at].decode("utf-8"))
    span = before.span(at, at)
    return finding("BS002", path, span, f"byte 0x{content[at]:02x} is not UTF-8", "save the file as UTF-8")


def _hidden(source: Source, match: re.Match[str]) -> Finding:
    number = ord(match[0])
    span = source.span(match.start(), match.end())
    fix = (Edit(span, ""),) if match[0] != "\r" else ()
    return finding("BS003", source.path, span, f"hidden character U+{number:04X}", "remove it", fix=fix)


def _strange(source: Source, match: re.Match[str]) -> Finding:
    span = source.span(match.start(1), match.end(1))
    fix = tuple(
        Edit(source.span(found.start(1), found.end(1)), " " * len(found[1]))
        for found in _STRANGE_INDENT.finditer(source.text)
    )
    message = f"space U+{ord(match[1][0]):04X} does not indent"
    return finding("BS003", source.path, span, message, "write spaces, as the space bar does", fix=fix)
