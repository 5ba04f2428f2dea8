"""Which rows of a back-test need a decision: found with array operations, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.orders import PositionSide
from botspec.domain.values import Bars, Duration
from botspec.market.moments import SECOND, nanoseconds
from botspec.run.drift import first_drift
from botspec.run.dust import sellable
from botspec.run.tape import nth_own
from botspec.run.targets import waits_for_start
from botspec.run.view import NO, YES, SideSignals, Signals

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from botspec.domain.guards import Trip
    from botspec.market.panel import Panel
    from botspec.risk.guards.guard import Until
    from botspec.run.desk import Desk
    from botspec.strategy.targets import TargetColumns

    Rows = NDArray[np.int64]

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
FIRST_LOOK = 16
SOON = 64


@dataclass(frozen=True, slots=True)
class Places:
    """Columns in which something holds, row by row; those of row r are `columns[starts[r] : starts[r + 1]]`."""

    starts: Rows
    rows: Rows
    columns: Rows

    @classmethod
    def of(cls, length: int, rows: Rows, columns: Rows) -> Places:
        """`rows` ascending, all below `length`."""
        starts = np.zeros(length + 1, dtype=np.int64)
        np.bincount(rows, minlength=length).cumsum(out=starts[1:])
        return cls(starts, rows, columns)

    def count(self, row: int) -> int:
        """How many columns one row has."""
        return self.starts.item(row + 1) - self.starts.item(row)

    def at(self, row: int) -> list[int]:
        """The columns of one row, ascending."""
        found: list[int] = self.columns[self.starts.item(row) : self.starts.item(row + 1)].tolist()
        return found


@dataclass(slots=True)
class Agenda:
    """Where signals want attention, as places: what is never looked at costs nothing. Rows are asked for in order.

    `told` are all entry signals that are anything but NO, `flat` those that a symbol which is not held is looked at
    for. `known` are the last answers about exit signals, which are looked for from the row asked on.
    """

    signals: Signals
    told: Places
    flat: Places
    known: dict[tuple[int, PositionSide | None], int] = field(default_factory=dict)

    def next_flat(self, row: int, held: Collection[int]) -> int:
        """The first row from `row` on (or T) at which a symbol that is not in the columns `held` wants attention."""
        place, some = self.flat.starts.item(row), FIRST_LOOK
        if place < len(self.flat.rows) and self.flat.columns.item(place) not in held:  # nearly always
            return self.flat.rows.item(place)
        while place < len(self.flat.rows):
            for column in self.flat.columns[place : place + some].tolist():
                if column not in held:
                    return self.flat.rows.item(place)
                place += 1
            some *= 2
        return len(self.signals)

    def next_exit(self, column: int, side: PositionSide | None, row: int) -> int:
        """The first row from `row` on (or T) at which a symbol held, or about to be, on that side is left."""
        key = column, side
        known = self.known.get(key, -1)
        if known < row:
            signals = self.signals.short if side is PositionSide.SHORT else None
            known = self.known[key] = _first_yes((signals or self.signals.long).exit[:, column], row)
        return known


def _first_yes(signals: NDArray[np.int8], row: int) -> int:
    """The first row from `row` on (or T) that says YES, the greatest value there is; most positions are left soon."""
    some = SOON
    while row < len(signals):
        block = signals[row : row + some]
        place = int(block.argmax())
        if block.item(place) == YES:
            return row + place
        row, some = row + some, some * 4
    return len(signals)


def agenda_of(signals: Signals, first: int) -> Agenda:
    """Flat symbols want attention on every entry signal and when their signal becomes unknown; held ones on exits.

    What was unknown before row `first` is looked at where it is seen first from there on.
    """
    told, flat = signals.long.entry != NO, _wanted(signals.long, first)
    if signals.short is not None:
        told = told | (signals.short.entry != NO)
        flat = flat | _wanted(signals.short, first) | _unclear_after(signals.long, signals.short)
    rows, columns = np.ascontiguousarray(told).nonzero()
    looked_at = flat[rows, columns]
    length = len(signals)
    return Agenda(signals, Places.of(length, rows, columns), Places.of(length, rows[looked_at], columns[looked_at]))


def _unclear_after(long: SideSignals, short: SideSignals) -> NDArray[np.bool_]:
    """Where one side is unclear and the other has just ceased to be wanted, which was all that was told until then."""
    wanted = (long.entry == YES) | (short.entry == YES)
    unclear: NDArray[np.bool_] = (long.entry < NO) | (short.entry < NO)
    unclear[1:] &= wanted[:-1] & ~wanted[1:]
    return unclear


def _wanted(side: SideSignals, first: int) -> NDArray[np.bool_]:
    unclear = side.entry < NO
    begins = side.since == np.arange(len(side.entry), dtype=np.int32)[:, np.newaxis]
    seen = first + np.argmax(side.entry[first:] != NO, axis=0) if len(side.entry) > first else []
    begins[seen, np.arange(len(seen))] = True
    wanted: NDArray[np.bool_] = (side.entry == YES) | (begins & unclear)
    return wanted


def next_signal(desk: Desk, agenda: Agenda, row: int) -> int:
    """The first row from `row` on at which a signal matters, given what is held and ordered."""
    state, held = desk.state, dict(desk.held)
    if state.steps:  # what is too little for an order is not held
        enough = sellable(state.portfolio, state.steps)
        held = {column: kept for column, kept in held.items() if desk.bot.symbols[column] in enough}
    upcoming = len(agenda.signals) if len(held) == len(desk.columns) else agenda.next_flat(row, held)
    if upcoming == row:
        return row
    for working in state.working.values():  # an exit signal ends a working entry too, though nothing is held
        symbol = working.intent.request.symbol
        upcoming = min(upcoming, agenda.next_exit(desk.columns[symbol], state.side_of(symbol), row))
    for column, quantity in held.items():
        key = column, LONG if quantity > 0 else SHORT
        leaves = agenda.known.get(key, -1)
        if leaves < row:
            leaves = agenda.next_exit(*key, row)
        upcoming = min(upcoming, leaves)
    return upcoming


def next_release(desk: Desk, panel: Panel, row: int) -> int:
    """The first row from `row` on at which a tripped guard may let go."""
    upcoming = len(panel)
    for trip in desk.state.trips.values():
        guard = desk.guards.get(trip.guard)
        if guard is not None:
            upcoming = min(upcoming, max(_release_row(trip, guard.release, panel), row))
    return upcoming


def next_target(desk: Desk, targets: TargetColumns, closing: NDArray[np.float64], row: int, stop: int) -> int:
    """The first row from `row` up to `stop` at which weights are looked at, `stop` when there is none."""
    if waits_for_start(desk, targets.plan):
        return row
    looked_at = targets.due[row:stop] | targets.paid[row:stop]
    first = row + int(looked_at.argmax()) if looked_at.any() else stop
    return first_drift(targets, float(desk.state.portfolio.cash), desk.held, closing, row, first)


def _release_row(trip: Trip, release: Until, panel: Panel) -> int:
    match release:
        case Duration():
            due = nanoseconds(trip.at) + release.seconds * SECOND
            return int(np.searchsorted(panel.closed_at, due))
        case Bars():
            return nth_own(panel, trip.symbol, trip.at, release.count)
        case "next_session":
            return int(np.searchsorted(panel.session, trip.session, side="right"))
        case "manual":
            return len(panel)
