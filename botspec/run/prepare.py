"""From bars to everything a walk over them needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.market.splits import splits_of
from botspec.run.only_exits import with_exits_of
from botspec.run.so_far import signals_so_far
from botspec.run.view import Signals, side_signals
from botspec.spec.decide import BAR_CLOSE
from botspec.spec.words import OnRemove
from botspec.strategy.rule_columns import number_columns
from botspec.strategy.signals import no_signals
from botspec.strategy.targets import TargetStrategy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline


def signals_for(bot: Pipeline, panel: Panel, since: int = 0) -> Signals:
    """The strategy's signals and the price rules of orders and exits over the traded symbols of `panel`.

    Rows before `since` are left unknown, which is cheaper.
    """
    if bot.decide is BAR_CLOSE:
        return _signals(bot, panel, since)
    return signals_so_far(bot, panel, lambda seen: _signals(bot, seen, max(len(seen) - 1, 0)), since)


def _signals(bot: Pipeline, panel: Panel, since: int) -> Signals:
    """What is left of removed symbols changes nothing for those that are traded: it is looked at beside them."""
    if not bot.removed:
        return _over(bot, panel, bot.symbols, since)
    own, everything = _over(bot, panel, bot.traded, since), _over(bot, panel, bot.symbols, since)
    return with_exits_of(own, everything, weight=0.0 if bot.on_remove is OnRemove.ADOPT else float("nan"))


def _over(bot: Pipeline, panel: Panel, symbols: tuple[str, ...], since: int) -> Signals:
    traded = panel if panel.symbols == symbols else panel.select(symbols)
    others = [symbol for symbol in panel.symbols if symbol not in symbols]
    beside = panel.select(others) if others else None
    targets = None
    if isinstance(bot.strategy, TargetStrategy):
        targets = bot.strategy.targets(traded, since, beside)
        columns = no_signals(len(traded), len(traded.symbols))
    else:
        columns = bot.strategy.signals(traded, since, beside)

    return Signals(
        rank=columns.rank,
        long=side_signals(columns.enter, columns.exit, columns.ready),
        short=side_signals(columns.short.enter, columns.short.exit, columns.ready) if columns.short else None,
        targets=targets,
        numbers={rule.text: number_columns(rule, traded, since, beside) for rule in bot.price_rules},
    )


def benchmark_column(bot: Pipeline, panel: Panel, closing: NDArray[np.float64], first: int) -> NDArray[np.float64]:
    """Value of one USD put into the benchmark at row `first` and held, at each row from there [K]; NaN while unknown.

    The benchmark is the spec's symbol or, without one, the traded symbols in equal parts. Prices only, no dividends;
    a split makes more shares of it. `closing` [T, N] are gapless closes of `panel`.
    """
    columns = benchmark_columns(bot, panel.symbols)
    if first >= len(closing):
        return np.zeros(0)
    start: list[Any] = list(closing[first])  # a number, or [K] for a symbol with a split
    for split in splits_of(panel.actions, panel.symbols):
        if split.session > int(panel.session[first]):
            since = int(np.searchsorted(panel.session, split.session)) - first
            own = np.broadcast_to(start[split.column], len(closing) - first).copy()
            own[since:] /= split.ratio
            start[split.column] = own
    return relative_value(closing[first:].T, start, columns)


def benchmark_columns(bot: Pipeline, symbols: tuple[str, ...]) -> list[int]:
    """The columns of the benchmark: its symbol's, or those of all traded symbols."""
    names = (bot.benchmark,) if bot.benchmark else bot.traded
    return [symbols.index(name) for name in names]


def relative_value(
    closing: NDArray[np.float64], start: NDArray[np.float64] | Sequence[Any], columns: list[int]
) -> NDArray[np.float64]:
    """Mean of closing / start over `columns`; [N] or [N, K], start also in part. Summed in one order: bits agree."""
    total = closing[columns[0]] / start[columns[0]]
    for column in columns[1:]:
        total = total + closing[column] / start[column]
    mean: NDArray[np.float64] = total / len(columns)
    return mean
