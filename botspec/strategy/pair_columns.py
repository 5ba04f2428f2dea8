"""A pair over a whole panel: both legs are entered and left by rules on the long symbol's bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from botspec.strategy.rotation_columns import ready
from botspec.strategy.rule_columns import condition_columns
from botspec.strategy.signals import SideColumns, SignalColumns, no_signals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.strategy.pair import Pair

UNKNOWN = -1


def pair_columns(pair: Pair, panel: Panel, since: int, beside: Panel | None) -> SignalColumns:
    """The long leg's entry and exit, and the same of the short leg; an entry is unknown where either has no bar."""
    nothing = no_signals(len(panel), len(panel.symbols))
    if not {pair.long, pair.short} <= {*panel.symbols}:
        return nothing
    long, short = panel.column(pair.long), panel.column(pair.short)
    enter = condition_columns(pair.enter, panel, since, beside)[:, long]
    leave = condition_columns(pair.exit, panel, since, beside)[:, long]
    enter = np.where(np.isnan(panel.close[:, short]), np.int8(UNKNOWN), enter)
    warm = nothing.ready.copy()
    warm[[long, short]] = ready(panel, pair.warmup)[long]
    return SignalColumns(
        enter=_only(nothing.enter, long, enter),
        exit=_only(nothing.exit, long, leave),
        rank=nothing.rank,
        ready=warm,
        short=SideColumns(_only(nothing.enter, short, enter), _only(nothing.exit, short, leave)),
    )


def _only(never: NDArray[np.int8], column: int, signal: NDArray[np.int8]) -> NDArray[np.int8]:
    filled = never.copy(order="F")
    filled[:, column] = signal
    return filled
