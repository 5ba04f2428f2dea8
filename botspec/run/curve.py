"""The columns of a back-test: what the bot was worth at each row, worked out for many rows at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.run.marks import Prices

    Numbers = NDArray[np.float64]

Held = list[tuple[int, float]]
Spans = list[tuple[int, int, float]]


@dataclass(slots=True)
class Curve:
    """Columns [K] of the rows inside the period, USD; `closed_at` is known before, the rest as rows pass."""

    closed_at: NDArray[np.int64]
    equity: Numbers
    adverse: Numbers
    cash: Numbers
    exposure: Numbers

    @classmethod
    def of(cls, closed_at: NDArray[np.int64]) -> Curve:
        """Room for the rows that close then."""
        return cls(closed_at, *(np.zeros(len(closed_at)) for _ in range(4)))

    def columns(self, rows: int) -> dict[str, Numbers | NDArray[np.int64]]:
        """The first `rows` rows by name."""
        return {name: getattr(self, name)[:rows] for name in ("closed_at", "equity", "adverse", "cash", "exposure")}


@dataclass(slots=True)
class Worked:
    """Rows [K] that were put off, worked out: the bits that `marks.values` gives one by one. USD."""

    first: int
    opening: Numbers
    adverse: Numbers
    closing: Numbers
    cash: Numbers
    exposure: Numbers


@dataclass(slots=True)
class PutOff:
    """Rows that have passed and wait to be worked out together: from which row on, with what cash, what was held."""

    prices: Prices
    since: list[tuple[int, float, Held]] = field(default_factory=list)
    stop: int = 0

    def add(self, row: int, stop: int, cash: float, held: Held) -> None:
        """Put off `row` to `stop`, the next ones; `held` is the same list for as long as it is the same portfolio."""
        if not self.since or self.since[-1][2] is not held or self.since[-1][1] != cash:
            self.since.append((row, cash, held))
        self.stop = stop

    def work_out(self) -> Worked:
        """All of them; none is put off any more."""
        since, self.since = self.since, []
        first, prices = since[0][0], self.prices
        starts = np.array([row for row, _, _ in since], dtype=np.int64)
        cash = np.repeat([each for _, each, _ in since], np.diff(starts, append=self.stop))
        worked = Worked(first, cash.copy(), cash.copy(), cash.copy(), cash, np.zeros(len(cash)))
        for column, spans in sorted(_spans(since, self.stop).items()):  # sums go by panel order: the last bit counts
            for start, stop, quantity in spans:
                rows, own = slice(start - first, stop - first), slice(start, stop)
                worth = quantity * prices.closing[own, column]
                worked.closing[rows] += worth
                worked.exposure[rows] += np.abs(worth)  # gross: a long and a short do not make an idle bot
                worked.opening[rows] += quantity * prices.opening[own, column]
                worked.adverse[rows] += quantity * (prices.lowest if quantity > 0 else prices.highest)[own, column]
        return worked


def _spans(since: Sequence[tuple[int, float, Held]], stop: int) -> Mapping[int, Spans]:
    """For each column the rows in which a quantity of it was held."""
    spans: dict[int, Spans] = defaultdict(list)
    before: dict[int, tuple[int, float]] = {}
    for row, held in _and_nothing(since, stop):
        now = dict(held)
        for column, (start, quantity) in tuple(before.items()):
            if now.get(column) != quantity:
                spans[column].append((start, row, quantity))
                del before[column]
        for column, quantity in held:
            before.setdefault(column, (row, quantity))
    return spans


def _and_nothing(since: Sequence[tuple[int, float, Held]], stop: int) -> Iterator[tuple[int, Held]]:
    for row, _, held in since:
        yield row, held
    yield stop, []
