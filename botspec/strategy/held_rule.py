"""An exit rule that asks for the bot's own position: evaluated for one position, from its entry on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from botspec.strategy.universe import Universe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions import Rule
    from botspec.expressions.columns import PositionColumns
    from botspec.market.panel import Panel

    Holding = Callable[[NDArray[np.int64], NDArray[np.float64]], PositionColumns]


def held_column(
    rule: Rule, universe: Universe, panel: Panel, number: int, since: int, holding: Holding
) -> NDArray[np.int8]:
    """The rule at every row [T] for the position in traded symbol `number`: 1, 0, -1 unknown, as before row `since`.

    `holding` makes the position's columns of the moments (UTC nanoseconds) and raw closes of own bars [B].
    """
    values = np.full(len(panel), -1, dtype=np.int8)
    others = set(range(len(panel.symbols))) - {number}
    for _, history, segments in universe.stretches((rule.tree,), since, others):
        for segment in segments:
            own = history.rows[: segment.stop]
            position = holding(panel.closed_at[own], history.columns.close[: segment.stop])
            rows = history.rows[segment.start : segment.stop]
            values[rows] = segment.evaluation.holding(position).condition(rule)[segment.start :]
        values[: max(history.ready(rule.warmup, len(panel)), since)] = -1
    return values
