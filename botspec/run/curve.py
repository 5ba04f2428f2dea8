"""The columns of a back-test: what the bot was worth at each row, worked out for many rows at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from botspec.run.marks import value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.run.marks import Prices

    Numbers = NDArray[np.float64]

Held = list[tuple[int, float]]
Span = tuple[int, int, float]
Values = tuple[float, float, float, float]
"""Equity at a row's open, adverse extreme and close, and what is held at the close, USD."""


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
    """Rows that have passed and wait to be worked out together: from which row on, with what cash, what was held.

    Of rows that were `marked` by themselves their values wait, so that only the others are worked out.
    """

    prices: Prices
    since: list[tuple[int, float, Held | None]] = field(default_factory=list)
    marked: list[tuple[int, Values]] = field(default_factory=list)
    stop: int = 0

    def add(self, row: int, stop: int, cash: float, held: Held) -> None:
        """Put off `row` to `stop`, the next ones; `held` is the same list for as long as it is the same portfolio."""
        if not self.since or self.since[-1][2] is not held or self.since[-1][1] != cash:
            self.since.append((row, cash, held))
        self.stop = stop

    def mark(self, row: int, cash: float, found: Values) -> None:
        """Put off one row, the next, whose values are known."""
        if not self.since or self.since[-1][2] is not None or self.since[-1][1] != cash:
            self.since.append((row, cash, None))
        self.marked.append((row, found))
        self.stop = row + 1

    def closing(self) -> float:
        """Equity at the last of them, USD."""
        if self.marked and self.marked[-1][0] == self.stop - 1:
            return self.marked[-1][1][2]
        _, cash, held = self.since[-1]
        return value(cash, held or [], self.prices.closing[self.stop - 1])

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
        if self.marked:
            self._put_in(worked)
        return worked

    def _put_in(self, worked: Worked) -> None:
        """The values that are known, in the place of whatever was worked out there."""
        marked, self.marked = self.marked, []
        rows = np.array([row for row, _ in marked], dtype=np.int64) - worked.first
        found = np.array([each for _, each in marked])
        for number, column in enumerate((worked.opening, worked.adverse, worked.closing, worked.exposure)):
            column[rows] = found[:, number]


def _spans(since: Sequence[tuple[int, float, Held | None]], stop: int) -> Mapping[int, Sequence[Span]]:
    """For each column the rows in which a quantity of it was held.

    A span goes on over rows that were marked between others: what is worked out for these is not kept, and one span is
    less work than two.
    """
    spans: dict[int, list[Span]] = defaultdict(list)
    before: dict[int, Span] = {}
    ends = [*(row for row, _, _ in since[1:]), stop]
    for (row, _, held), end in zip(since, ends, strict=True):
        if held is None:
            continue
        now: dict[int, Span] = {}
        for column, quantity in held:
            span = before.get(column)
            if span is None or span[2] != quantity:
                span = (row, end, quantity)
                spans[column].append(span)
            else:
                span = spans[column][-1] = (span[0], end, quantity)
            now[column] = span
        before = now
    return spans
