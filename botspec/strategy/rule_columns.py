"""Rules over a whole panel: each symbol's own bars, gaps squeezed out, put back at their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from botspec.strategy.history import histories
from botspec.strategy.signals import SignalColumns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions import Rule
    from botspec.market.panel import Panel
    from botspec.strategy.rules import Rules


def number_columns(rule: Rule, panel: Panel, since: int = 0) -> NDArray[np.float64]:
    """A number rule at every row [T, N]; NaN where it is unknown, has no bar, is not warmed up, or before `since`."""
    shape = (len(panel), len(panel.symbols))
    values = np.full(shape, np.nan, order="F")
    for number, history in histories(panel, lookback=rule.lookback):
        for segment in history.segments(since):
            rows = history.rows[segment.start : segment.stop]
            values[rows, number] = segment.evaluation.number(rule)[segment.start :]
        values[: max(history.ready(rule.warmup, len(panel)), since), number] = np.nan
    return values


def signal_columns(rules: Rules, panel: Panel, since: int = 0) -> SignalColumns:
    """Enter, exit and rank at every row; unknown without a bar, before a symbol is warmed up, or before `since`."""
    signals = _nothing(len(panel), len(panel.symbols))
    for number, history in histories(panel, lookback=rules.lookback):
        ready = signals.ready[number] = history.ready(rules.warmup, len(panel))
        for segment in history.segments(since):
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
