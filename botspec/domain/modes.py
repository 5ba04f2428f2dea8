"""Where a run gets its bars and sends its orders."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """Modes from the least to the most that can happen; a command line may only lower a spec's mode."""

    BACKTEST = "backtest"
    SIMULATE = "simulate"
    SHADOW = "shadow"
    PAPER = "paper"
    LIVE = "live"

    @property
    def rank(self) -> int:
        """Position in the order above; a lower rank can do less."""
        return list(Mode).index(self)
