"""Symbols whose bars need no care, many of them side by side: what is computed of each is the same to the bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions.columns import Columns

if TYPE_CHECKING:
    from botspec.market.panel import Panel

CACHED = 1 << 17
"""Values of a block's column: few enough to stay in a processor's cache."""


def alike(panel: Panel) -> list[int]:
    """Columns with a bar in every row and no corporate action."""
    acting = {action.symbol for action in panel.actions}
    whole = ~np.isnan(panel.close.sum(axis=0))
    return [number for number, symbol in enumerate(panel.symbols) if whole[number] and symbol not in acting]


def blocks(panel: Panel, numbers: Sequence[int]) -> Iterator[tuple[slice, Columns]]:
    """Neighbouring columns among `numbers` with their bars [T, K], as many as are handled well at once."""
    most = max(CACHED // max(len(panel), 1), 1)
    for block in _runs(numbers, most):
        parts = {name: getattr(panel, name)[:, block] for name in ("open", "high", "low", "close", "volume")}
        yield block, Columns(**parts)


def _runs(numbers: Sequence[int], most: int) -> Iterator[slice]:
    start = 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[end - 1] + 1 or end - start == most:
            yield slice(numbers[start], numbers[end - 1] + 1)
            start = end
