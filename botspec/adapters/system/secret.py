"""Texts that must never be shown."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import NoReturn

HIDDEN = "[hidden]"
_WINDOW = 8


class Secret:
    """A text that no repr, str, format, copy or pickle gives away; `reveal` is the only way to it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(HIDDEN)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not copied or stored")

    def leaks_into(self, text: str) -> bool:
        """True when any eight characters in a row of the secret stand in `text`."""
        width = min(_WINDOW, len(self._text))
        windows = (self._text[start : start + width] for start in range(len(self._text) - width + 1))
        return any(window in text for window in windows if window)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The keys of one account profile."""

    account: str
    key_id: Secret
    secret_key: Secret

    def withhold(self, text: str) -> str:
        """`text` as it may be shown: one line, printable, bounded, without anything of the keys."""
        if self.key_id.leaks_into(text) or self.secret_key.leaks_into(text):
            return "[withheld: the text contained a key]"
        line = "".join(letter if letter.isprintable() else " " for letter in text)
        return line[:_LONGEST]


_LONGEST = 300
