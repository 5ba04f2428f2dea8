"""What a decision may see: one row of signals and prices, nothing after it."""

from __future__ import annotations

import math
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.orders import PositionSide
from botspec.domain.record import record
from botspec.market.moments import moment, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from botspec.expressions import Rule
    from botspec.market.panel import Panel
    from botspec.strategy.signals import SignalColumns
    from botspec.strategy.targets import TargetColumns

WARMING_UP, UNKNOWN, NO, YES = -2, -1, 0, 1


@record(frozen=True, slots=True)
class SideSignals:
    """One side, arrays [T, N]. `entry` holds WARMING_UP, UNKNOWN, NO or YES, `exit` the last three.

    `since` is the row at which the present value of `entry` began.
    """

    entry: NDArray[np.int8]
    exit: NDArray[np.int8]
    since: NDArray[np.int32]


@record(frozen=True, slots=True)
class Signals:
    """Signals of a whole panel, ready to be looked at row by row; `rank` [T, N].

    `targets` are those of a strategy of weights: then no entry or exit is ever signalled.
    `numbers` [T, N] are what the rules of prices and distances come to, by their text.
    """

    rank: NDArray[np.float64]
    long: SideSignals
    short: SideSignals | None = None
    targets: TargetColumns | None = None
    numbers: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Rows."""
        return len(self.rank)

    def of(self, side: PositionSide) -> SideSignals | None:
        """The signals of a side; None for one the strategy does not trade."""
        return self.long if side is PositionSide.LONG else self.short

    @property
    def sides(self) -> tuple[tuple[PositionSide, SideSignals], ...]:
        """The sides there are."""
        found = ((side, self.of(side)) for side in PositionSide)
        return tuple((side, signals) for side, signals in found if signals is not None)


@record(frozen=True, slots=True)
class View:
    """One row: arrays [N]; `at` is the bar's close. Of `panel` rows up to `row` are for decisions, no later one."""

    at: datetime
    session: int
    row: int
    close: NDArray[np.float64]
    signals: Signals
    panel: Panel
    told: list[int] | None = None

    @property
    def signalled(self) -> list[int]:
        """Columns in which the entry signal of any side is anything but NO; `told` where they were found before."""
        if self.told is not None:
            return self.told
        wanted = self.signals.long.entry[self.row] != NO
        if self.signals.short is not None:
            wanted = wanted | (self.signals.short.entry[self.row] != NO)
        columns: list[int] = wanted.nonzero()[0].tolist()
        return columns

    def leaving(self, columns: list[int]) -> list[int]:
        """Those in which the exit signal of a side is YES."""
        row, long, short = self.row, self.signals.long.exit, self.signals.short
        if short is None:
            return [column for column in columns if long.item(row, column) == YES]
        other = short.exit
        return [column for column in columns if YES in (long.item(row, column), other.item(row, column))]

    def entry(self, column: int, side: PositionSide) -> int:
        """WARMING_UP, UNKNOWN, NO or YES."""
        signals = self.signals.of(side)
        return NO if signals is None else signals.entry.item(self.row, column)

    def exit(self, column: int, side: PositionSide) -> int:
        """UNKNOWN, NO or YES."""
        signals = self.signals.of(side)
        return NO if signals is None else signals.exit.item(self.row, column)

    def rank(self, column: int) -> float:
        """Sort key of an entry, higher first; unknown ranks last."""
        value = self.signals.rank.item(self.row, column)
        return value if value == value else float("-inf")  # noqa: PLR0124  (NaN is the only value unequal to itself)

    def number(self, rule: Rule, column: int) -> Decimal | None:
        """What a rule of a price or distance comes to here; None where that is unknown."""
        value = self.signals.numbers[rule.text].item(self.row, column)
        return Decimal(repr(round(value, 9))) if math.isfinite(value) else None

    def closes(self, column: int, since: datetime, *, inclusive: bool) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """When own bars closed after `since` (or with it), up to this row, and their raw closes; oldest first."""
        first = self.panel.closed_at.searchsorted(nanoseconds(since), side="left" if inclusive else "right")
        closes = self.panel.close[first : self.row + 1, column]
        own = ~np.isnan(closes)
        return self.panel.closed_at[first : self.row + 1][own], closes[own]

    def since(self, column: int, side: PositionSide) -> datetime:
        """When the present entry signal began."""
        signals = self.signals.of(side)
        row = self.row if signals is None else signals.since.item(self.row, column)
        return moment(self.panel.closed_at.item(row))


def side_signals(
    enter: NDArray[np.int8],
    leave: NDArray[np.int8],
    ready: NDArray[np.int64],
) -> SideSignals:
    """Join the columns of one side with the rows [N] at which each symbol becomes ready."""
    entry = np.array(enter, order="F")
    for column, first in enumerate(ready.tolist()):
        entry[:first, column] = WARMING_UP
    changed = np.ones_like(entry, dtype=bool)
    changed[1:] = entry[1:] != entry[:-1]
    return SideSignals(entry, leave, _last_true(changed))


def _last_true(changed: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The row of the last true value up to each row [T, N]; the first row is true. Once around a stretch, not a row."""
    length = max(len(changed), 1)
    places = np.flatnonzero(changed.T)
    rows = (places % length).astype(np.int32)
    return np.repeat(rows, np.diff(places, append=changed.size)).reshape(changed.T.shape).T


def signals_of(columns: SignalColumns) -> Signals:
    """The signals of a strategy that is only long."""
    return Signals(columns.rank, side_signals(columns.enter, columns.exit, columns.ready))


def view_of(
    panel: Panel, signals: Signals, row: int, closing: NDArray[np.float64], told: list[int] | None = None
) -> View:
    """What may be seen at `row`; `closing` is the gapless close [N], `told` as in View."""
    at = moment(panel.closed_at.item(row))
    return View(at, panel.session.item(row), row, closing, signals, panel, told)
