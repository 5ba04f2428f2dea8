"""What is wrong with a rule, and exactly where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ErrorKind(StrEnum):
    """Which sort of mistake, for the family of the finding."""

    SYNTAX = "syntax"
    NAME = "name"
    TYPE = "type"
    ARGUMENT = "argument"
    SIZE = "size"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class RuleError:
    """One mistake in the characters `start` up to but not including `end` of the rule text, counted from 0.

    `start == end` is a place between two characters: something is missing there. `hint` says what to write, or is "".
    `meant` is what should stand there, where that is certain.
    """

    message: str
    start: int
    end: int
    hint: str = ""
    kind: ErrorKind = ErrorKind.SYNTAX
    meant: str = ""


class RuleErrors(Exception):
    """All mistakes of one rule, in the order of the text; none when only a name it uses is broken elsewhere."""

    def __init__(self, errors: tuple[RuleError, ...]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


_EXCERPT = 40


def excerpt(text: str) -> str:
    """`text` as a message may show it: one line, printable, at most 40 characters."""
    words = " ".join(text.split())
    shown = "".join(character if character.isprintable() else "?" for character in words)
    return shown if len(shown) <= _EXCERPT else f"{shown[: _EXCERPT - 3]}..."
