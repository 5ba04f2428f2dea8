"""Which rows of a back-test need a decision: found with array operations, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.orders import PositionSide
from botspec.domain.values import Bars, Duration
from botspec.market.moments import SECOND, nanoseconds
from botspec.run.drift import first_drift
from botspec.run.marks import holdings
from botspec.run.tape import nth_own
from botspec.run.targets import waits_for_start
from botspec.run.view import NO, YES, SideSignals, Signals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.domain.guards import Trip
    from botspec.market.panel import Panel
    from botspec.risk.guards.guard import Until
    from botspec.run.desk import Desk
    from botspec.strategy.targets import TargetColumns


@dataclass(frozen=True, slots=True)
class Agenda:
    """For each row, the next row (or T) at which a flat and a held symbol want attention; int32 [T + 1, N]."""

    flat: NDArray[np.int32]
    long: NDArray[np.int32]
    short: NDArray[np.int32]

    def held(self, side: PositionSide | None) -> NDArray[np.int32]:
        """Of a symbol held, or about to be, on that side."""
        return self.short if side is PositionSide.SHORT else self.long


def agenda_of(signals: Signals, first: int) -> Agenda:
    """Flat symbols want attention on every entry signal and when their signal becomes unknown; held ones on exits.

    What was unknown before row `first` is looked at where it is seen first from there on.
    """
    flat, long = _wanted(signals.long, first), _next(signals.long.exit == YES)
    if signals.short is None:
        return Agenda(_next(flat), long, long)
    flat = flat | _wanted(signals.short, first) | _unclear_after(signals.long, signals.short)
    return Agenda(_next(flat), long, _next(signals.short.exit == YES))


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


def _next(wanted: NDArray[np.bool_]) -> NDArray[np.int32]:
    rows, columns = wanted.shape
    index = np.full((rows + 1, columns), rows, dtype=np.int32, order="F")
    index[:rows] = np.where(wanted, np.arange(rows, dtype=np.int32)[:, np.newaxis], np.int32(rows))
    nearest: NDArray[np.int32] = np.minimum.accumulate(index[::-1], axis=0)[::-1]
    return np.ascontiguousarray(nearest)


def next_signal(desk: Desk, agenda: Agenda, row: int) -> int:
    """The first row from `row` on at which a signal matters, given what is held and ordered."""
    upcoming = agenda.flat[row]
    if desk.state.portfolio.positions or desk.state.working:
        upcoming = upcoming.copy()
        for working in desk.state.working.values():  # an exit signal ends a working entry too, though nothing is held
            symbol = working.intent.request.symbol
            column = desk.columns[symbol]
            upcoming[column] = min(upcoming[column], agenda.held(desk.state.side_of(symbol))[row, column])
        for column, quantity in holdings(desk.state.portfolio, desk.columns):
            upcoming[column] = (agenda.long if quantity > 0 else agenda.short)[row, column]
    return int(upcoming.min())


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
    held = holdings(desk.state.portfolio, desk.columns)
    return first_drift(targets, float(desk.state.portfolio.cash), held, closing, row, first)


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
