"""Which files may be specs, and whose, by their names and texts alone: nothing is parsed."""

from __future__ import annotations

import re

SUFFIXES = (".yaml", ".yml")
_NOT_A_SPEC = (".lock.yaml", ".lock.yml")
_ID = re.compile(rb"""^id: *["']?([\w-]+)""", re.MULTILINE)
_WAS = re.compile(rb"""^(?:moved: *\{ *| +)from: *["']?([\w-]+)""", re.MULTILINE)


def may_be_spec(name: str) -> bool:
    """True by its name; what is in it decides."""
    return name.endswith(SUFFIXES) and not name.endswith(_NOT_A_SPEC)


def ids_in(text: bytes) -> set[bytes]:
    """The id it gives its bot."""
    return set(_ID.findall(text))


def past_ids_in(text: bytes) -> set[bytes]:
    """The id its bot had before, if any."""
    return set(_WAS.findall(text))
