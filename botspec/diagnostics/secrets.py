"""What looks like a secret in a text, and the text without it. Bounded patterns only: the text may be hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MASK = "*"
_KEY_ID = r"(?<![A-Za-z0-9])[PAC]K[A-Z0-9]{14,30}(?![A-Za-z0-9])"
_PREFIXED = r"(?<![A-Za-z0-9])(?:gh[pousr]_|xox[abprs]-|sk-|AKIA)[A-Za-z0-9_-]{10,200}"
_URL = r"[A-Za-z][A-Za-z0-9+.-]{1,15}://[^\s'\"]{1,400}"
_NO_DIGEST = r"(?<!sha256: )(?<!sha256: ')(?<!sha256: \")"
_LONG_WORD = _NO_DIGEST + r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{32,200}(?![A-Za-z0-9+/_-])={0,2}"
_CANDIDATE = re.compile("|".join(f"({part})" for part in (_KEY_ID, _PREFIXED, _URL, _LONG_WORD)))
_PASSWORD = re.compile(r"://[^/@]*:[^/@]+@")
_SEGMENT = re.compile(r"[A-Za-z0-9_-]{16,}")
_URL_GROUP, _TOKEN_GROUP = 3, 4
_WHAT = ("an API key id", "an access token", "a URL with a token", "a secret key")


@dataclass(frozen=True, slots=True)
class Secret:
    """The characters from `start` up to `end`; `what` never quotes them."""

    start: int
    end: int
    what: str


def secrets_in(text: str) -> Iterator[Secret]:
    """Everything in `text` that looks like a key, a token or a URL with one."""
    for match in _CANDIDATE.finditer(text):
        group = match.lastindex or 1
        if _is_secret(match[0], group):
            yield Secret(match.start(), match.end(), _WHAT[group - 1])


def mask(text: str) -> str:
    """`text` with every such part replaced by as many stars, so that offsets stay."""
    parts, done = [], 0
    for secret in secrets_in(text):
        parts += [text[done : secret.start], MASK * (secret.end - secret.start)]
        done = secret.end
    return "".join([*parts, text[done:]])


def _is_secret(text: str, group: int) -> bool:
    if group == _URL_GROUP:
        path = text.split("://", 1)[1].partition("/")[2]
        return _PASSWORD.search(text) is not None or any(map(_mixed, _SEGMENT.findall(path)))
    return group != _TOKEN_GROUP or _mixed(text)


def _mixed(text: str) -> bool:
    """Letters and digits both, not words joined by dashes: `sma-200-cross` is a name, `x7Gk2...` is not.

    One key of a hundred has fewer than two digits: it is known by its capitals, which no name has so many and so mixed.
    """
    digits = sum(character.isdigit() for character in text)
    longest = max((len(part) for part in re.split(r"[_/-]", text)), default=0)
    random = digits >= 2 or _in_any_case(text)  # noqa: PLR2004
    return random and longest >= 12 and any(character.isalpha() for character in text)  # noqa: PLR2004


def _in_any_case(text: str) -> bool:
    pairs = list(pairwise(text))
    changes = sum((one.isupper() and two.islower()) or (one.islower() and two.isupper()) for one, two in pairs)
    return changes >= 10 and sum(one.isupper() and two.isupper() for one, two in pairs) >= 2  # noqa: PLR2004
