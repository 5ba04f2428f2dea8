"""The word a person probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 60


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when none is near. Case and `-` against `_` count little."""
    if not word or len(word) > LONGEST:
        return None
    plain = {_plain(name): name for name in sorted(known, reverse=True)}
    found = get_close_matches(_plain(word), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_")
