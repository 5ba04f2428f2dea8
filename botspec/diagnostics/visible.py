"""Text made safe for a terminal, and how wide it is there."""

from __future__ import annotations

import unicodedata

TAB = 4
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"))


def visible(text: str) -> str:
    """`text` with tabs as spaces and every character that is not shown (escape codes, direction marks) spelled out."""
    return text if text.isascii() and text.isprintable() else "".join(_shown(character) for character in text)


def width(text: str) -> int:
    """Columns that `visible(text)` takes on a terminal."""
    shown = visible(text)
    return len(shown) if shown.isascii() else sum(_cells(character) for character in shown)


def _shown(character: str) -> str:
    if character == "\t":
        return " " * TAB
    if unicodedata.category(character) not in _HIDDEN:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
