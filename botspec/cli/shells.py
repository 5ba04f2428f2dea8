"""The shells that complete words."""

from __future__ import annotations

from enum import StrEnum


class Shell(StrEnum):
    """A shell by its program's name."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
