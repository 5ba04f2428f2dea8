"""The rows between two that are visited: where the next one is, and how those before it pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from botspec.market.moments import nanoseconds
from botspec.risk.guards.references import EquityBlock
from botspec.run.agenda import next_release, next_signal, next_target
from botspec.run.band import NOWHERE, Extent, band_around, extent_of, holds
from botspec.run.marks import row_values, values, worst_values
from botspec.run.pair import is_uneven
from botspec.run.scopes import only_first, see_rows
from botspec.run.staleness import next_late
from botspec.run.unfilled import next_deadline
from botspec.run.watch import breaches, pass_by

if TYPE_CHECKING:
    from botspec.run.walk import Walk


FEW = 4  # rows


def wake(walk: Walk, row: int) -> int:
    """The next row from `row` on that must be visited (or T)."""
    desk, state = walk.desk, walk.desk.state
    busy = (
        state.outbox
        or (state.trips and state.flattening)
        or desk.to_move
        or (desk.pair is not None and is_uneven(desk))
    )
    if not walk.fast or busy or row == walk.history.first:  # signals may stand since before the first row
        return row
    panel = walk.history.panel
    upcoming = next_signal(desk, walk.agenda, row)
    if upcoming > row and state.trips:
        upcoming = min(upcoming, next_release(desk, panel, row))
    if walk.patient and upcoming > row and (due := next_deadline(desk)) is not None:
        upcoming = min(upcoming, max(int(np.searchsorted(panel.closed_at, nanoseconds(due))), row))
    if upcoming > row and (walk.late or desk.watches):
        upcoming = min(next_late(desk, walk.late, row, upcoming), walk.exits.after(desk, row))
    if upcoming > row:
        upcoming = min(upcoming, walk.broker.next_event(panel, row))
    if upcoming > row and walk.history.signals.targets is not None:
        upcoming = next_target(desk, walk.history.signals.targets, walk.prices.closing, row, upcoming)
    return upcoming


def jump(walk: Walk, row: int, stop: int) -> int:
    """Pass rows `row` to `stop` in one go, up to the first on which a guard trips; gives that row, or `stop`."""
    if stop <= row:
        return row
    desk = walk.desk
    held, cash = desk.held, float(desk.state.portfolio.cash)
    if _put_off(walk, row, stop, cash, held):
        return stop
    look_closely(walk)
    block = _block(walk, row, stop, cash, held)
    counted = block.scaled(desk.state.unit)
    found = breaches(desk, counted)
    passed = min((breach.row for _, breach in found), default=stop - row)
    if desk.scoped:
        passed = min(passed, see_rows(desk, counted, walk.prices, (row, stop)))
    if passed > 0:
        if passed < stop - row:
            block, counted = block.upto(passed), counted.upto(passed)
            only_first(desk, passed)
        pass_by(desk, counted)
        _record_block(walk, row, block, cash, held)
    return row + passed


def _put_off(walk: Walk, row: int, stop: int, cash: float, held: list[tuple[int, float]]) -> bool:
    """Let rows pass to be worked out later, if surely no guard trips in any; few are marked at once, which is less."""
    if stop - row > FEW:
        if not no_trip(walk, walk.extremes.equity(cash, held, row, stop)):
            return False
        walk.put_off.add(row, stop, cash, held)
        return True
    found = [row_values(cash, held, walk.prices.row(each)) for each in range(row, stop)]
    if not no_trip(walk, extent_of(each[:3] for each in found)):
        return False
    for number, each in enumerate(found):
        walk.put_off.mark(row + number, cash, each)
    return True


def no_trip(walk: Walk, extent: Extent) -> bool:
    """Whether rows with that extent of equity can be put off: surely no guard of equity trips, and none has."""
    desk = walk.desk
    if desk.state.trips or desk.state.unit != 1.0 or desk.scoped:
        return False
    if not holds(walk.band, extent):
        catch_up(walk)
        walk.band = band_around(desk, extent)
    return holds(walk.band, extent)


def look_closely(walk: Walk) -> None:
    """What comes next is marked by itself: what guards remember is to be exact, and may be anything afterwards."""
    catch_up(walk)
    walk.band = NOWHERE


def catch_up(walk: Walk) -> None:
    """Work out the rows that were put off: for the curve, and for what guards remember."""
    put_off, panel = walk.put_off, walk.history.panel
    if not put_off.since:
        return
    worked, stop = put_off.work_out(), put_off.stop
    rows = slice(worked.first - walk.history.first, stop - walk.history.first)
    curve = walk.curve
    curve.equity[rows], curve.adverse[rows] = worked.closing, worked.adverse
    curve.cash[rows], curve.exposure[rows] = worked.cash, worked.exposure
    pass_by(walk.desk, EquityBlock(panel.session[worked.first : stop], worked.opening, worked.adverse, worked.closing))


def equity_before(walk: Walk, row: int) -> float:
    """At the close before a row, USD."""
    if walk.put_off.since:
        return walk.put_off.closing()
    return float(walk.curve.equity[row - walk.history.first - 1])


def _block(walk: Walk, row: int, stop: int, cash: float, held: list[tuple[int, float]]) -> EquityBlock:
    session, prices = walk.history.panel.session[row:stop], walk.prices
    if not held:
        flat = np.full(stop - row, cash)
        return EquityBlock(session, flat, flat, flat, flat=True)
    return EquityBlock(
        session=session,
        opening=values(cash, held, prices.opening, row, stop),
        adverse=worst_values(cash, held, prices, row, stop),
        closing=values(cash, held, prices.closing, row, stop),
    )


def _record_block(walk: Walk, row: int, block: EquityBlock, cash: float, held: list[tuple[int, float]]) -> None:
    start = row - walk.history.first
    stop = start + len(block.closing)
    curve = walk.curve
    curve.equity[start:stop] = block.closing
    curve.adverse[start:stop] = block.adverse
    curve.cash[start:stop] = cash
    if held:
        both = [(column, abs(quantity)) for column, quantity in held]
        curve.exposure[start:stop] = values(0.0, both, walk.prices.closing, row, row + len(block.closing))
