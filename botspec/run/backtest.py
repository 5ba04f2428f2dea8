"""A whole history through the same step as live: jumping over the rows where nothing can happen but price moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np

from botspec.exchange.inside import AT_ONCE
from botspec.market.moments import moment, nanoseconds
from botspec.ports.broker import Broker
from botspec.risk.guards.references import EquityBlock
from botspec.run.agenda import Agenda, agenda_of, next_release, next_signal, next_target
from botspec.run.at_once import guard_fills, unguarded
from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.instants import Marked, at_close, at_open, equity_now, something_leaves
from botspec.run.marks import Prices, prices_of_panel, value, values, worst_values
from botspec.run.next_exit import NextExit, next_exit_of
from botspec.run.pair import is_uneven
from botspec.run.ratchet import ratchet
from botspec.run.release import drop_stale, release, release_again
from botspec.run.row_prices import RowPrices
from botspec.run.scopes import first_symbol_trip
from botspec.run.shield import shield
from botspec.run.staleness import Late, late_rows, next_late
from botspec.run.tape import Tape
from botspec.run.trading_time import is_last_moment
from botspec.run.unfilled import give_up, let_go, may_wait_too_long, next_deadline
from botspec.run.view import Signals, view_of
from botspec.run.watch import breaches, pass_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.hours import Hours
    from botspec.market.panel import Panel
    from botspec.market.slice import Slice

Progress = Callable[[int, int, float], None]


class HistoryBroker(Broker, Protocol):
    """An in-process broker that can tell where a jump must stop."""

    def next_event(self, panel: Panel, row: int) -> int:
        """First row from `row` on (or T) at which an order could change, a fee or dividend be booked."""
        ...

    def session_over(self, panel: Panel, row: int) -> bool:
        """True when the session has closed with this row, so that a DAY order would rest overnight."""
        ...


@dataclass(frozen=True, slots=True)
class History:
    """What a back-test walks over: the panel, its signals, and the first row inside the period."""

    panel: Panel
    signals: Signals
    first: int


@dataclass(slots=True)
class Curve:
    """Columns [K] of the rows inside the period, USD; `closed_at` is known before, the rest row by row."""

    closed_at: NDArray[np.int64]
    equity: NDArray[np.float64]
    adverse: NDArray[np.float64]
    cash: NDArray[np.float64]
    exposure: NDArray[np.float64]

    @classmethod
    def of(cls, closed_at: NDArray[np.int64]) -> Curve:
        """Room for the rows that close then."""
        return cls(closed_at, *(np.zeros(len(closed_at)) for _ in range(4)))

    def columns(self, rows: int) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
        """The first `rows` rows by name."""
        return {name: getattr(self, name)[:rows] for name in ("closed_at", "equity", "adverse", "cash", "exposure")}


@dataclass(slots=True)
class Walk:
    """One back-test under way.

    `gapless`: every bar is there; `patient`: orders may wait too long.
    """

    desk: Desk
    history: History
    broker: HistoryBroker
    agenda: Agenda
    exits: NextExit
    prices: Prices
    curve: Curve
    late: tuple[Late, ...]
    gapless: bool
    fast: bool
    patient: bool
    ratchets: bool
    decisions: int = 0


def backtest(
    desk: Desk,
    history: History,
    broker: HistoryBroker,
    *,
    fast_forward: bool = True,
    stop_at: int | None = None,
    progress: Progress | None = None,
) -> Curve:
    """Run over the rows of `history` from its first to `stop_at`; the journal is the same with and without jumps."""
    last = len(history.panel) if stop_at is None else stop_at
    prices = prices_of_panel(history.panel)
    desk.may_rest = bool(desk.bot.exits.rests or desk.state.portfolio.positions or desk.state.working)
    walk = Walk(
        desk=desk,
        history=history,
        broker=broker,
        agenda=agenda_of(history.signals, history.first),
        late=late_rows(desk, history.panel),
        exits=next_exit_of(desk.bot, history.panel, prices.closing),
        prices=prices,
        curve=Curve.of(history.panel.closed_at[history.first : max(last, history.first)]),
        gapless=prices.closing is history.panel.close,
        fast=fast_forward,
        patient=may_wait_too_long(desk.bot),
        ratchets=desk.bot.exits.ratchets,
    )
    row = history.first
    while row < last:
        stop = min(_wake(walk, row), last)
        row = _jump(walk, row, stop)
        if row < last:
            visit(walk, row)
            row += 1
        if progress is not None:
            progress(row - history.first, last - history.first, float(walk.curve.equity[row - history.first - 1]))
    if 0 < last == len(history.panel):
        _end_last_session(walk)
    return walk.curve


def _end_last_session(walk: Walk) -> None:
    """Where no bar came with its close: its fees are due all the same."""
    hours, panel = walk.desk.bot.hours, walk.history.panel
    session = hours.session_on(date.fromordinal(int(panel.session[-1])))
    if session is not None and nanoseconds(session.closes_at) > int(panel.closed_at[-1]):
        book(walk.desk, walk.desk.broker.advance(session.closes_at, None))


def _wake(walk: Walk, row: int) -> int:
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
    if walk.patient and upcoming > row and (due := next_deadline(walk.desk)) is not None:
        upcoming = min(upcoming, max(int(np.searchsorted(panel.closed_at, nanoseconds(due))), row))
    if upcoming > row:
        upcoming = min(next_late(walk.desk, walk.late, row, upcoming), walk.exits.after(walk.desk, row))
    if upcoming > row:
        upcoming = min(upcoming, walk.broker.next_event(panel, row))
    if upcoming > row and walk.history.signals.targets is not None:
        upcoming = next_target(walk.desk, walk.history.signals.targets, walk.prices.closing, row, upcoming)
    return upcoming


def _jump(walk: Walk, row: int, stop: int) -> int:
    """Mark rows `row` to `stop` in one go, up to the first on which a guard trips; gives that row, or `stop`."""
    if stop <= row:
        return row
    held = walk.desk.held
    cash = float(walk.desk.state.portfolio.cash)
    block = _block(walk, row, stop, cash, held)
    counted = block.scaled(walk.desk.state.unit)
    found = breaches(walk.desk, counted)
    passed = min((breach.row for _, breach in found), default=stop - row)
    if walk.desk.by_symbol is not None:
        walk.desk.by_symbol.see_rows(walk.desk.state, block.session, walk.prices, (row, stop))
        passed = min(passed, first_symbol_trip(walk.desk, counted, stop - row))
    if passed > 0:
        if passed < stop - row:
            block, counted = block.upto(passed), counted.upto(passed)
            if walk.desk.by_symbol is not None:
                walk.desk.by_symbol.upto(passed)
        pass_by(walk.desk, counted)
        _record_block(walk, row, block, cash, held)
    return row + passed


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


def visit(walk: Walk, row: int) -> None:
    """Deal with one row: what fills is booked, guards look, exits and entries are decided, orders leave."""
    desk, panel = walk.desk, walk.history.panel
    walk.decisions += 1
    bars = panel.row(row)
    prices = Prices(bars.open, bars.high, bars.low, bars.close) if walk.gapless else walk.prices.row(row)
    if something_leaves(desk):
        for opens_at in _openings(desk.bot.hours, panel, row):
            desk.tape = Tape(panel, row)
            _leave_at_open(walk, row, bars, prices, opens_at)
    if walk.patient or walk.desk.may_rest:
        desk.tape = Tape(panel, row)
        _inside(walk, row, bars, prices)
    desk.tape = Tape(panel, row + 1)
    view = view_of(panel, walk.history.signals, row, prices.closing, walk.agenda.told.at(row))
    _settle(desk, view.at, bars)
    if walk.patient:
        give_up(desk, view.at)
    marked = at_close(desk, bars, prices, view)
    desk.carry_out(view.at)
    if desk.state.outbox:
        _leave_at_close(walk, row, bars, marked, view.at)
    if desk.may_rest:
        shield(desk, RowPrices(desk.columns, bars.close), view.at, partial=True)
    if walk.ratchets:
        ratchet(desk, view)
    desk.state.settle()
    _record(walk, row, marked)


def _leave_at_open(walk: Walk, row: int, bars: Slice, prices: Prices, opened_at: datetime) -> None:
    """Let the outbox leave at opening prices or, for the auction, before it at the last closes.

    An extended session opens whether anything trades at that moment or not: then it has the prices known by then.
    """
    desk, panel = walk.desk, walk.history.panel
    closed_at = panel.closed_at.item(max(row - 1, 0))
    last_close, extended = moment(closed_at), desk.bot.hours.extended
    if desk.bot.lead:
        drop_stale(desk, last_close, opened_at)
        before = _last(walk, row)
        fresh: Mapping[str, float] = RowPrices(desk.columns, before.closing)
        at_open(desk, fresh, before, bars.session, opened_at - desk.bot.lead, lambda: None)
        return
    follows = row > 0 and closed_at == bars.opened_at  # what leaves now is there before it opens
    traded = bars if opened_at == moment(bars.opened_at) and not follows else None
    _settle(desk, opened_at, traded)
    drop_stale(desk, _ended_before(desk, bars) if extended else last_close, opened_at)
    fresh = _published(walk, row, opened=traded is not None) if extended else RowPrices(desk.columns, bars.open)
    settle = partial(_settle, desk, opened_at, traded)
    at_open(desk, fresh, _last(walk, row) if traded is None else prices, bars.session, opened_at, settle)


def _last(walk: Walk, row: int) -> Prices:
    """The last closes before a row, as all that is known of it before it opens."""
    last = walk.prices.closing[max(row - 1, 0)]
    return Prices(last, last, last, last)


def _ended_before(desk: Desk, bars: Slice) -> datetime:
    opens_at = datetime.combine(date.fromordinal(bars.session), time(), desk.bot.hours.zone)
    return desk.bot.hours.previous_session(opens_at).closes_at


def _leave_at_close(walk: Walk, row: int, bars: Slice, marked: Marked, at: datetime) -> None:
    """Let what was decided at this close leave with it, or the rests of what waited too long."""
    desk = walk.desk
    if desk.bot.at_once and not walk.broker.session_over(walk.history.panel, row):
        release(desk, RowPrices(desk.columns, bars.close), equity_now(desk, marked, at), at)
        desk.carry_out(at)
    elif walk.patient and not is_last_moment(at, desk.bot.hours):
        release_again(desk, RowPrices(desk.columns, bars.close), equity_now(desk, marked, at), at)


def _inside(walk: Walk, row: int, bars: Slice, prices: Prices) -> None:
    """Before a bar closes: entries fill that need their exits at once, and orders have waited too long."""
    if walk.desk.may_rest:
        follows = row > 0 and int(walk.history.panel.closed_at[row - 1]) == bars.opened_at
        _guard_at(walk, row, bars, prices, moment(bars.opened_at) + (AT_ONCE if follows else timedelta()))
    if walk.patient:
        _pass_deadlines(walk, row, bars, prices)
    if walk.desk.may_rest:
        _guard_at(walk, row, bars, prices, moment(bars.closed_at) - AT_ONCE)


def _guard_at(walk: Walk, row: int, bars: Slice, prices: Prices, at: datetime) -> None:
    """Let what has filled by `at` be protected from then on; nothing to do while no entry waits without its exits."""
    before = unguarded(walk.desk)
    if before:
        book(walk.desk, walk.desk.broker.advance(at, bars))
        guard_fills(walk.desk, before, at, lambda at: _look(walk, row, at, prices))


def _pass_deadlines(walk: Walk, row: int, bars: Slice, prices: Prices) -> None:
    """Orders that have waited too long inside the bar: what comes after its open comes too late for them."""
    desk = walk.desk
    while (at := next_deadline(desk)) is not None and nanoseconds(at) < bars.closed_at:
        if nanoseconds(at) >= bars.opened_at:
            book(desk, desk.broker.advance(at, bars))
        let_go(desk, *_look(walk, row, at, prices), at)
        if walk.desk.may_rest:
            _guard_at(walk, row, bars, prices, at)


def _look(walk: Walk, row: int, at: datetime, prices: Prices) -> tuple[dict[str, float], float]:
    """The newest prices inside the bar, and the equity at its opening ones, USD."""
    equity = value(float(walk.desk.state.portfolio.cash), walk.desk.held, prices.opening)
    opened = nanoseconds(at) >= int(walk.history.panel.opened_at[row])
    return _published(walk, row, opened=opened), equity


def _published(walk: Walk, row: int, *, opened: bool) -> dict[str, float]:
    """The newest prices of the session that are known: opens of the bar once it has opened, and closes before it."""
    panel, columns = walk.history.panel, walk.desk.columns
    first = int(np.searchsorted(panel.session, panel.session[row], side="left"))
    found: dict[str, float] = {}
    for symbol in walk.desk.state.engaged:
        column = columns[symbol]
        known = [panel.close[first:row, column], panel.open[row : row + opened, column]]
        own = np.concatenate(known)
        own = own[~np.isnan(own)]
        if len(own):
            found[symbol] = float(own[-1])
    return found


def _settle(desk: Desk, at: datetime, bars: Slice | None) -> None:
    told = desk.broker.advance(at, bars)
    if told:
        book(desk, told)


def _openings(hours: Hours, panel: Panel, row: int) -> tuple[datetime, ...]:
    """When wishes leave before this row's bar trades: as its session opens; an extended one opens a second time."""
    first = row == 0 or panel.session.item(row) != panel.session.item(row - 1)
    if hours.extended:
        return _twice_open(hours, panel, row, first=first)
    return (moment(panel.opened_at.item(row)),) if first and not hours.always else ()


def _twice_open(hours: Hours, panel: Panel, row: int, *, first: bool) -> tuple[datetime, ...]:
    session = hours.session_on(date.fromordinal(int(panel.session[row])))
    if session is None:
        return ()
    regular = session.opens_at + hours.before
    before = first or int(panel.opened_at[row - 1]) < nanoseconds(regular)
    again = (regular,) if before and int(panel.opened_at[row]) >= nanoseconds(regular) else ()
    return (session.opens_at, *again) if first else again


def _record(walk: Walk, row: int, marked: Marked) -> None:
    index = row - walk.history.first
    curve = walk.curve
    curve.equity[index] = marked.closing
    curve.adverse[index] = marked.adverse
    curve.cash[index] = float(marked.cash)
    curve.exposure[index] = marked.exposure
