"""A symbol's own bars, adjusted as each row saw them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import Evaluation
from botspec.expressions.times import OwnTimes
from botspec.market.adjustment import Adjustment, adjustments, factors_as_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions.around import Around
    from botspec.expressions.times import Times
    from botspec.market.panel import Panel

    Cuts = Sequence[int]


@dataclass(frozen=True, slots=True)
class Segment:
    """Own bars `start` up to `stop`, which all see the same adjusted past; `evaluation` covers bars 0 up to `stop`."""

    start: int
    stop: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class History:
    """The bars of one symbol: `rows` [B] of the panel in which it has one, raw `columns` and what adjusts them.

    `times` are those of all rows of the panel.
    """

    rows: NDArray[np.int64]
    columns: Columns
    adjustments: tuple[Adjustment, ...]
    times: Times

    def segments(
        self, since: int, around: Callable[[NDArray[np.int64], int], Around], cuts: Cuts = ()
    ) -> Iterator[Segment]:
        """Stretches between corporate actions, from the one on that reaches panel row `since`.

        `cuts` are panel rows at which actions of other symbols change what is seen; `around` makes what surrounds the
        bars in the rows it is given, seen from a row on.
        """
        own = {adjustment.bar for adjustment in self.adjustments}
        bounds = sorted({0, len(self.rows), *own, *np.searchsorted(self.rows, np.array(cuts, dtype=np.int64)).tolist()})
        first = int(np.searchsorted(self.rows, since))
        for start, stop in pairwise(bounds):
            if stop > max(first, start):
                beside = around(self.rows[:stop], int(self.rows[start]))
                yield Segment(start, stop, Evaluation(self._as_of(start, stop), beside))

    @property
    def action_rows(self) -> tuple[int, ...]:
        """Panel rows from which on the past is seen differently."""
        return tuple(int(self.rows[adjustment.bar]) for adjustment in self.adjustments)

    def ready(self, warmup: int, rows: int) -> int:
        """The first panel row before which the symbol has `warmup` bars of its own; `rows` when there is none.

        It is the row after the last of those bars, whether or not the symbol has one there: a later bar is no warm-up.
        """
        if warmup > len(self.rows):
            return rows
        return int(self.rows[warmup - 1]) + 1 if warmup > 0 else 0

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
            times=OwnTimes(self.times, self.rows[:stop]),
        )


def history_of(panel: Panel, symbol: str, times: Times, *, adjusted: bool) -> History:
    """The history of one symbol; `times` are those of the panel's rows.

    Rules that do not look back see only the bar they decide on, whose prices are as they are: nothing is `adjusted`.
    """
    actions = [action for action in panel.actions if adjusted and action.symbol == symbol]
    number = panel.column(symbol)
    rows = np.flatnonzero(~np.isnan(panel.close[:, number]))
    columns = Columns(
        open=panel.open[rows, number],
        high=panel.high[rows, number],
        low=panel.low[rows, number],
        close=panel.close[rows, number],
        volume=panel.volume[rows, number],
    )
    return History(rows, columns, adjustments(actions, panel.session[rows], columns.close), times)
