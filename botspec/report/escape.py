"""Text of others made harmless: control characters shown, not sent; Markdown's own signs disarmed.

Journals hold words of brokers, specs and data. HTML signs are the business of Jinja's autoescape.
"""

from __future__ import annotations

import re

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"\s+")
_MARKDOWN = re.compile(
    r"[&<>|\\`*\[\]~#!@\"']|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|:(?=//)|(?<=www)\.|^[-+=](?=\s|[-=]|$)"
)
_ENTITY = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "@": "&#64;", ":": "&#58;", ".": "&#46;", '"': '"'}
_ENTITY |= {"'": "'", "-": "&#45;", "+": "&#43;", "=": "&#61;"}


def clean(text: str) -> str:
    """`text` without characters that steer a terminal, hide text or turn its direction: each becomes U+FFFD."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """Clean, and no more than one line."""
    return clean(_SPACE.sub(" ", text)).strip()


def markdown(text: str) -> str:
    """`text` as Markdown that shows exactly it, in a paragraph or a table cell: no markup, link, mention or HTML."""
    return _MARKDOWN.sub(lambda found: _ENTITY.get(found[0], "\\" + found[0]), one_line(text))
