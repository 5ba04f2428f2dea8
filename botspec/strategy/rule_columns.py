"""Rules over a whole panel: each symbol's own bars, gaps squeezed out, put back at their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions.evaluate import Evaluation
from botspec.expressions.tree import independent
from botspec.strategy.alike import alike, blocks
from botspec.strategy.signals import SideColumns, SignalColumns
from botspec.strategy.universe import Universe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions import Rule
    from botspec.market.panel import Panel
    from botspec.strategy.rules import Rules, SideRules


def number_columns(rule: Rule, panel: Panel, since: int = 0, beside: Panel | None = None) -> NDArray[np.float64]:
    """A number rule at every row [T, N]; NaN where it is unknown, has no bar, is not warmed up, or before `since`.

    `beside` has the same rows and the symbols that are only looked at.
    """
    return Universe(panel, beside).numbers(rule.tree, since)


def condition_columns(rule: Rule, panel: Panel, since: int = 0, beside: Panel | None = None) -> NDArray[np.int8]:
    """A condition at every row int8 [T, N]: 1 true, 0 false, -1 unknown, where `number_columns` is NaN."""
    values = np.full(panel.close.shape, -1, dtype=np.int8, order="F")
    for number, history, segments in Universe(panel, beside).stretches((rule.tree,), since):
        for segment in segments:
            rows = history.rows[segment.start : segment.stop]
            values[rows, number] = segment.evaluation.condition(rule)[segment.start :]
        values[: max(history.ready(rule.warmup, len(panel)), since), number] = -1
    return values


def signal_columns(rules: Rules, panel: Panel, since: int = 0, beside: Panel | None = None) -> SignalColumns:
    """Enter, exit and rank at every row; unknown without a bar, before a symbol is warmed up, or before `since`."""
    signals = _nothing(rules, len(panel), len(panel.symbols))
    sides = _sides(rules, signals)
    trees = [rule.tree for rule in rules.all()]
    done = _fill_alike(rules, sides, signals, panel, since)
    for number, history, segments in Universe(panel, beside).stretches(trees, since, done):
        ready = signals.ready[number] = history.ready(rules.warmup, len(panel))
        for segment in segments:
            rows, own = history.rows[segment.start : segment.stop], slice(segment.start, None)
            for side, columns in sides:
                columns.enter[rows, number] = segment.evaluation.condition(side.enter)[own]
                columns.exit[rows, number] = segment.evaluation.condition(side.exit)[own]
            if rules.rank is not None:
                signals.rank[rows, number] = segment.evaluation.number(rules.rank)[own]
        begins = max(int(ready), since)
        if rules.rank is not None:
            signals.rank[:begins, number] = np.nan
        for _, columns in sides:
            columns.enter[:begins, number] = -1
            columns.exit[:begins, number] = -1
    return signals


def _fill_alike(
    rules: Rules, sides: list[tuple[SideRules, SideColumns]], signals: SignalColumns, panel: Panel, since: int
) -> set[int]:
    """Symbols with a bar in every row and unadjusted prices are computed a block at a time; gives those done."""
    numbers = alike(panel) if all(independent(rule.tree) for rule in rules.all()) else []
    begins = max(rules.warmup, since)
    for block, columns in blocks(panel, numbers):
        evaluation = Evaluation(columns)
        for side, own in sides:
            own.enter[begins:, block] = evaluation.condition(side.enter)[begins:]
            own.exit[begins:, block] = evaluation.condition(side.exit)[begins:]
        if rules.rank is not None:
            signals.rank[begins:, block] = evaluation.number(rules.rank)[begins:]
    signals.ready[numbers] = min(rules.warmup, len(panel))
    return set(numbers)


def _nothing(rules: Rules, rows: int, symbols: int) -> SignalColumns:
    long = _side(rows, symbols, 0 if rules.long is None else -1)
    return SignalColumns(
        enter=long.enter,
        exit=long.exit,
        rank=_unranked(rows, symbols) if rules.rank is None else np.full((rows, symbols), np.nan, order="F"),
        ready=np.full(symbols, rows, dtype=np.int64),
        short=None if rules.short is None else _side(rows, symbols, -1),
    )


def _unranked(rows: int, symbols: int) -> NDArray[np.float64]:
    """NaN everywhere, in the room of one; only to be read."""
    return np.broadcast_to(np.float64(np.nan), (rows, symbols))


def _side(rows: int, symbols: int, value: int) -> SideColumns:
    shape = (rows, symbols)
    return SideColumns(np.full(shape, value, dtype=np.int8, order="F"), np.full(shape, value, dtype=np.int8, order="F"))


def _sides(rules: Rules, signals: SignalColumns) -> list[tuple[SideRules, SideColumns]]:
    sides = []
    if rules.long is not None:
        sides.append((rules.long, SideColumns(signals.enter, signals.exit)))
    if rules.short is not None and signals.short is not None:
        sides.append((rules.short, signals.short))
    return sides
