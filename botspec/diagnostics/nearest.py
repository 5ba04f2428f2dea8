"""The word a person probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 60
SHORT, LONG = 3, 8  # letters from which one slip, and two, may be put right
MANY = 99


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when none is near. Case and `-` against `_` count little."""
    if not word or len(word) > LONGEST:
        return None
    plain = {_plain(name): name for name in sorted(known, reverse=True)}
    found = get_close_matches(_plain(word), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def certain(word: str, known: Iterable[str]) -> str | None:
    """The one known word that `word` is a slip of: a letter missing, added, wrong or swapped; two in a long word."""
    if not word or len(word) > LONGEST:
        return None
    slips = {name: _slips(_plain(word), _plain(name)) for name in known}
    least = min(slips.values(), default=MANY)
    close = [name for name, count in slips.items() if count == least]
    allowed = 0 if len(word) < SHORT else 1 if len(word) < LONG else 2
    return close[0] if len(close) == 1 and least <= allowed else None


def _slips(one: str, other: str) -> int:
    """Distance of Damerau and Levenshtein (optimal string alignment), MANY when it is surely more than two."""
    if abs(len(one) - len(other)) > 2:  # noqa: PLR2004
        return MANY
    before: list[int] = []
    row = list(range(len(other) + 1))
    for line, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [line]
        for column, wanted in enumerate(other, start=1):
            least = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != wanted))
            if line > 1 and column > 1 and letter == other[column - 2] and one[line - 2] == wanted:
                least = min(least, earlier[column - 2] + 1)
            row.append(least)
    return row[-1]


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_")
