"""A symbol's own bars, adjusted as each row saw them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import Evaluation
from botspec.market.adjustment import Adjustment, adjustments, factors_as_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import CorporateAction, Panel


@dataclass(frozen=True, slots=True)
class Segment:
    """Own bars `start` up to `stop`, which all see the same adjusted past; `evaluation` covers bars 0 up to `stop`."""

    start: int
    stop: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class History:
    """The bars of one symbol: `rows` [B] of the panel in which it has one, raw `columns` and what adjusts them."""

    rows: NDArray[np.int64]
    columns: Columns
    adjustments: tuple[Adjustment, ...]

    def segments(self, since: int) -> Iterator[Segment]:
        """Stretches between corporate actions, from the one on that reaches panel row `since`."""
        bounds = [0, *(adjustment.bar for adjustment in self.adjustments), len(self.rows)]
        first = int(np.searchsorted(self.rows, since))
        for start, stop in pairwise(bounds):
            if stop > max(first, start):
                yield Segment(start, stop, Evaluation(self._as_of(start, stop)))

    def ready(self, warmup: int, rows: int) -> int:
        """The panel row before which the symbol has `warmup` bars of its own; `rows` when there is none."""
        return int(self.rows[warmup]) if warmup < len(self.rows) else rows

    def _as_of(self, bar: int, stop: int) -> Columns:
        """The first `stop` bars as seen from `bar`."""
        price = factors_as_of([(step.bar, step.price) for step in self.adjustments], bar, stop)
        volume = factors_as_of([(step.bar, step.volume) for step in self.adjustments], bar, stop)
        raw = self.columns
        return Columns(
            open=raw.open[:stop] * price,
            high=raw.high[:stop] * price,
            low=raw.low[:stop] * price,
            close=raw.close[:stop] * price,
            volume=raw.volume[:stop] * volume,
        )


def histories(panel: Panel, *, lookback: int) -> Iterator[tuple[int, History]]:
    """Each symbol's place in the panel and its history.

    Rules without `lookback` see only the bar they decide on, whose prices are as they are: nothing is adjusted then.
    """
    for number, symbol in enumerate(panel.symbols):
        actions = [action for action in panel.actions if lookback > 0 and action.symbol == symbol]
        yield number, _history(panel, number, actions)


def _history(panel: Panel, number: int, actions: Sequence[CorporateAction]) -> History:
    rows = np.flatnonzero(~np.isnan(panel.close[:, number]))
    columns = Columns(
        open=panel.open[rows, number],
        high=panel.high[rows, number],
        low=panel.low[rows, number],
        close=panel.close[rows, number],
        volume=panel.volume[rows, number],
    )
    return History(rows, columns, adjustments(actions, panel.session[rows], columns.close))
