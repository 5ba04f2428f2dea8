"""All symbols of a panel at once: what rules ask of the others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.expressions import kleene
from botspec.expressions.identity import Identities
from botspec.expressions.times import Times
from botspec.expressions.tree import Elsewhere, walk
from botspec.market.hours import core_hours
from botspec.strategy.history import History, Segment, history_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from botspec.expressions.tree import Tree
    from botspec.market.panel import Panel

_BLOCK = 4096


class Universe:
    """The traded symbols of `panel`, and those of `beside` (the same rows), which are only looked at.

    It remembers what many symbols ask for: the bars of a symbol that others look at, and the ranks at every row.
    """

    def __init__(self, panel: Panel, beside: Panel | None = None) -> None:
        self._panel = panel
        self._beside = beside
        self._times = Times(panel.opened_at, panel.closed_at, panel.session, core_hours(panel.symbols))
        self._identities = Identities()
        self._looked_at: dict[tuple[str, bool], tuple[History, tuple[Segment, ...]]] = {}
        self._ranks: dict[int, NDArray[np.float64]] = {}

    def stretches(
        self, trees: Iterable[Tree], since: int = 0, without: Collection[int] = ()
    ) -> Iterator[tuple[int, History, Iterator[Segment]]]:
        """Each traded symbol's place in the panel, its history, and its segments from panel row `since` on.

        `without` are places left out.
        """
        trees = tuple(trees)
        lookback = max(tree.lookback for tree in trees)
        others = {node.symbol for tree in trees for node in walk(tree) if isinstance(node, Elsewhere)}
        adjusted = lookback > 0
        cuts = [row for symbol in sorted(others) for row in self._other(symbol, adjusted=adjusted)[0].action_rows]
        for number, symbol in enumerate(self._panel.symbols):
            if number in without:
                continue
            history = history_of(self._panel, symbol, self._times, adjusted=adjusted)
            yield number, history, history.segments(since, partial(Beside, self, number, adjusted), cuts)

    def numbers(self, tree: Tree, since: int = 0) -> NDArray[np.float64]:
        """A number at every row [T, N]; NaN where it is unknown, has no bar, is not warmed up, or before `since`."""
        rows = len(self._panel)
        values = np.full((rows, len(self._panel.symbols)), np.nan, order="F")
        for number, history, segments in self.stretches((tree,), since):
            for segment in segments:
                column = segment.evaluation.column(tree)[segment.start :]
                values[history.rows[segment.start : segment.stop], number] = np.where(
                    np.isfinite(column), column, np.nan
                )
            values[: max(history.ready(tree.warmup, rows), since), number] = np.nan
        return values

    def ranks(self, tree: Tree) -> NDArray[np.float64]:
        """The place of each symbol at every row [T, N], 1 the highest; NaN where its number is."""
        identity = self._identities.of(tree)
        if identity not in self._ranks:
            self._ranks[identity] = ranked(self.numbers(tree))
        return self._ranks[identity]

    def elsewhere(self, symbol: str, tree: Tree, row: int, *, adjusted: bool) -> tuple[NDArray[np.int64], Any]:
        """The rows in which `symbol` has a bar, and `tree` there as seen from `row`; unknown until it is warmed up."""
        history, segments = self._other(symbol, adjusted=adjusted)
        segment = segments[bisect_right(history.action_rows, row)] if segments else None
        if segment is None:
            return history.rows, np.empty(0)
        column = segment.evaluation.column(tree).copy()
        column[: tree.warmup] = np.nan if tree.type.numeric else kleene.UNKNOWN
        return history.rows[: segment.stop], column

    def _other(self, symbol: str, *, adjusted: bool) -> tuple[History, tuple[Segment, ...]]:
        key = (symbol, adjusted)
        if key not in self._looked_at:
            panel = self._panel if self._beside is None or symbol in self._panel.symbols else self._beside
            history = history_of(panel, symbol, self._times, adjusted=adjusted)
            segments = tuple(history.segments(0, partial(Beside, self, None, adjusted)))
            self._looked_at[key] = (history, segments)
        return self._looked_at[key]


@dataclass(frozen=True, slots=True)
class Beside:
    """What surrounds one symbol's bars in `rows`, seen from `row`; `number` is its place in the panel.

    Unless `adjusted`, nothing looks back, and prices are as they are.
    """

    universe: Universe
    number: int | None
    adjusted: bool
    rows: NDArray[np.int64]
    row: int

    def elsewhere(self, symbol: str, operand: Tree) -> Any:  # noqa: ANN401 - as Evaluation.column
        """As `Around.elsewhere`."""
        rows, column = self.universe.elsewhere(symbol, operand, self.row, adjusted=self.adjusted)
        answer = np.full(len(self.rows), np.nan) if operand.type.numeric else np.full(len(self.rows), kleene.UNKNOWN)
        place = np.searchsorted(rows, self.rows)
        both = place < len(rows)
        both[both] = rows[place[both]] == self.rows[both]
        answer[both] = column[place[both]]
        return answer

    def ranked(self, operand: Tree) -> Any:  # noqa: ANN401 - as Evaluation.column
        """As `Around.ranked`."""
        if self.number is None:
            raise ValueError("a symbol that is only looked at has no rank")
        return self.universe.ranks(operand)[self.rows, self.number]


def ranked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places in each row [T, N]: 1 for the highest, the better one for equals, NaN for NaN."""
    ranks = np.full(values.shape, np.nan, order="F")
    for start in range(0, len(values), _BLOCK):
        block = slice(start, start + _BLOCK)
        ranks[block] = _ranked(values[block])
    return ranks


def _ranked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(-values, axis=1, kind="stable")
    down = np.take_along_axis(values, order, axis=1)
    new = np.ones(down.shape, dtype=np.bool_)
    new[:, 1:] = down[:, 1:] != down[:, :-1]
    place = np.maximum.accumulate(np.where(new, np.arange(1, values.shape[1] + 1), 0), axis=1)
    ranks = np.full(values.shape, np.nan)
    np.put_along_axis(ranks, order, np.where(np.isnan(down), np.nan, place), axis=1)
    return ranks
