"""Rules over a whole panel: each symbol's own bars, gaps squeezed out, put back at their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from botspec.strategy.signals import SignalColumns
from botspec.strategy.universe import Universe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions import Rule
    from botspec.market.panel import Panel
    from botspec.strategy.rules import Rules


def number_columns(rule: Rule, panel: Panel, since: int = 0, beside: Panel | None = None) -> NDArray[np.float64]:
    """A number rule at every row [T, N]; NaN where it is unknown, has no bar, is not warmed up, or before `since`.

    `beside` has the same rows and the symbols that are only looked at.
    """
    return Universe(panel, beside).numbers(rule.tree, since)


def signal_columns(rules: Rules, panel: Panel, since: int = 0, beside: Panel | None = None) -> SignalColumns:
    """Enter, exit and rank at every row; unknown without a bar, before a symbol is warmed up, or before `since`."""
    signals = _nothing(len(panel), len(panel.symbols))
    trees = [rule.tree for rule in (rules.enter, rules.exit, rules.rank) if rule is not None]
    for number, history, segments in Universe(panel, beside).stretches(trees, since):
        ready = signals.ready[number] = history.ready(rules.warmup, len(panel))
        for segment in segments:
            rows, own = history.rows[segment.start : segment.stop], slice(segment.start, None)
            signals.enter[rows, number] = segment.evaluation.condition(rules.enter)[own]
            signals.exit[rows, number] = segment.evaluation.condition(rules.exit)[own]
            if rules.rank is not None:
                signals.rank[rows, number] = segment.evaluation.number(rules.rank)[own]
        _forget(signals, number, max(int(ready), since))
    return signals


def _nothing(rows: int, symbols: int) -> SignalColumns:
    shape = (rows, symbols)
    return SignalColumns(
        enter=np.full(shape, -1, dtype=np.int8, order="F"),
        exit=np.full(shape, -1, dtype=np.int8, order="F"),
        rank=np.full(shape, np.nan, order="F"),
        ready=np.full(symbols, rows, dtype=np.int64),
    )


def _forget(signals: SignalColumns, number: int, rows: int) -> None:
    signals.enter[:rows, number] = -1
    signals.exit[:rows, number] = -1
    signals.rank[:rows, number] = np.nan
