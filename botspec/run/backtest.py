"""A whole history through the same step as live: jumping over the rows where nothing can happen but price moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from botspec.exchange.inside import AT_ONCE
from botspec.market.moments import moment, nanoseconds
from botspec.run.agenda import agenda_of
from botspec.run.at_once import guard_fills, unguarded
from botspec.run.band import Extremes, holds
from botspec.run.booking import book
from botspec.run.curve import Curve, PutOff
from botspec.run.decide import decide
from botspec.run.desk import Desk
from botspec.run.instants import Marked, at_open, equity_now, leave_at_open, look, mark, something_leaves
from botspec.run.marks import Prices, prices_of_panel, value
from botspec.run.next_exit import next_exit_of
from botspec.run.passing import catch_up, equity_before, jump, look_closely, no_trip, wake
from botspec.run.ratchet import ratchet
from botspec.run.release import drop_stale, release, release_again
from botspec.run.row_prices import RowPrices
from botspec.run.shield import shield
from botspec.run.staleness import late_rows
from botspec.run.tape import Tape
from botspec.run.trading_time import is_last_moment
from botspec.run.unfilled import give_up, let_go, may_wait_too_long, next_deadline
from botspec.run.view import view_of
from botspec.run.walk import History, HistoryBroker, Walk
from botspec.run.watch import is_calm

if TYPE_CHECKING:
    from botspec.market.hours import Hours
    from botspec.market.panel import Panel
    from botspec.market.slice import Slice
    from botspec.run.state import State

Progress = Callable[[int, int, float], None]


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
    patient, ratchets = may_wait_too_long(desk.bot), desk.bot.exits.ratchets
    walk = Walk(
        desk=desk,
        history=history,
        broker=broker,
        agenda=agenda_of(history.signals, history.first),
        late=late_rows(desk, history.panel),
        exits=next_exit_of(desk.bot, history.panel, prices.closing),
        prices=prices,
        put_off=PutOff(prices),
        extremes=Extremes(prices),
        curve=Curve.of(history.panel.closed_at[history.first : max(last, history.first)]),
        gapless=prices.closing is history.panel.close,
        fast=fast_forward,
        patient=patient,
        ratchets=ratchets,
        plain=fast_forward and not (patient or ratchets or desk.may_rest or desk.scoped),
    )
    row = history.first
    while row < last:
        fills = walk.plain and bool(desk.state.outbox or broker.has_news)
        if not fills and row != walk.reached:  # else the row is visited whatever it brings
            row = jump(walk, row, min(wake(walk, row), last))
        if row < last:
            row = visit(walk, row, last if fills else row)
        if progress is not None:
            progress(row - history.first, last - history.first, equity_before(walk, row))
    catch_up(walk)
    if 0 < last == len(history.panel):
        _end_last_session(walk)
    return walk.curve


def _end_last_session(walk: Walk) -> None:
    """Where no bar came with its close: its fees are due all the same."""
    hours, panel = walk.desk.bot.hours, walk.history.panel
    session = hours.session_on(date.fromordinal(int(panel.session[-1])))
    if session is not None and nanoseconds(session.closes_at) > int(panel.closed_at[-1]):
        book(walk.desk, walk.desk.broker.advance(session.closes_at, None))


def visit(walk: Walk, row: int, last: int) -> int:
    """Deal with one row: what fills is booked, guards look, exits and entries are decided, orders leave.

    Gives the next row to look at: where the fills of this one leave nothing to decide it may be any, up to `last`.
    """
    desk, panel = walk.desk, walk.history.panel
    bars = panel.row(row)
    prices = Prices(bars.open, bars.high, bars.low, bars.close) if walk.gapless else walk.prices.row(row)
    _until_close(walk, row, bars, prices)
    at = moment(bars.closed_at)
    _settle(desk, at, bars)
    if last > row and (reached := _pass(walk, row, bars, last)) > row:
        return reached
    desk.tape = Tape(panel, row + 1)
    view = view_of(panel, walk.history.signals, row, prices.closing, walk.agenda.told.at(row))
    if walk.patient:
        give_up(desk, at)
    marked = mark(desk, bars, prices)
    put_off = walk.fast and _is_quiet(walk, bars, marked)
    if put_off:
        walk.put_off.mark(row, float(marked.cash), marked.values)
        decide(desk, view, marked.closing)
    else:
        look_closely(walk)
        look(desk, view, marked)
    desk.carry_out(at)
    if desk.state.outbox:
        _leave_at_close(walk, row, bars, marked, at)
    if desk.may_rest:
        shield(desk, RowPrices(desk.columns, bars.close), at, partial=True)
    if walk.ratchets:
        ratchet(desk, view)
    desk.state.settle()
    if not put_off:
        _record(walk, row, marked)
    return row + 1


def _until_close(walk: Walk, row: int, bars: Slice, prices: Prices) -> None:
    """What comes before the close of a row: orders leave as its session opens, those that fill are looked after."""
    desk, panel = walk.desk, walk.history.panel
    if something_leaves(desk):
        for opens_at in _openings(desk.bot.hours, panel, row):
            desk.tape = Tape(panel, row)
            _leave_at_open(walk, row, bars, prices, opens_at)
    if walk.patient or desk.may_rest:
        desk.tape = Tape(panel, row)
        _inside(walk, row, bars, prices)


def _pass(walk: Walk, row: int, bars: Slice, last: int) -> int:
    """Jump from a row on whose fills are booked, as if all of them had been there before; gives it where none can be.

    That is where orders still work, the ledger moved after the open, a guard looks at fills, or there is something to
    decide: then the row is looked at by itself.
    """
    state = walk.desk.state
    if walk.agenda.flat.count(row) > len(state.portfolio.positions):
        return row  # more symbols want attention than are held
    if state.working or not _is_as_opened(state, bars) or not _no_event(walk.desk) or _is_untold(walk, row):
        return row
    reached = jump(walk, row, min(wake(walk, row), last))
    if reached > row:
        state.settle()
        walk.reached = reached
    return reached


def _is_untold(walk: Walk, row: int) -> bool:
    """Whether an entry signal is unclear since its symbol was held or ordered, so that nobody was told of it."""
    agenda = walk.agenda
    if agenda.told.count(row) == agenda.flat.count(row):
        return False
    desk, signals, panel = walk.desk, walk.history.signals, walk.history.panel
    for column in agenda.told.at(row):
        last = desk.state.reasons.get(desk.bot.symbols[column])
        since = max(side.since.item(row, column) for _, side in signals.sides)
        if last is None or last[1] < moment(panel.closed_at.item(since)):
            return True
    return False


def _is_as_opened(state: State, bars: Slice) -> bool:
    """Whether the ledger is as it was with the bar's open, so that the bar's prices say what it was worth."""
    before = state.by(moment(bars.opened_at)) if state.trail else state.settled
    return before is state.portfolio


def _no_event(desk: Desk) -> bool:
    """Whether no guard of orders and fills has anything to look at."""
    events = desk.state.events
    if events.fresh:
        for is_quiet in desk.quiet:  # a loop without calls of its own: asked after every fill
            if not is_quiet(events):
                return False
    return True


def _is_quiet(walk: Walk, bars: Slice, marked: Marked) -> bool:
    """Whether no guard can trip at this row, whose marks can be put off: there is only a decision to make."""
    desk = walk.desk
    if desk.health_guards or desk.state.unclassified or not _is_as_opened(desk.state, bars):
        return False
    return _no_event(desk) and no_trip(walk, marked.point.extent)


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
        _at_open(walk, fresh, before, bars.session, opened_at - desk.bot.lead, lambda: None)
        return
    follows = row > 0 and closed_at == bars.opened_at  # what leaves now is there before it opens
    traded = bars if opened_at == moment(bars.opened_at) and not follows else None
    _settle(desk, opened_at, traded)
    drop_stale(desk, _ended_before(desk, bars) if extended else last_close, opened_at)
    fresh = _published(walk, row, opened=traded is not None) if extended else RowPrices(desk.columns, bars.open)
    settle = partial(_settle, desk, opened_at, traded)
    held = _last(walk, row) if traded is None else prices
    _at_open(walk, fresh, held, bars.session, opened_at, settle)


def _at_open(
    walk: Walk, fresh: Mapping[str, float], held: Prices, session: int, at: datetime, settle: Callable[[], None]
) -> None:
    """As in `instants`; guards need not look where none can trip, by all that has passed until now."""
    desk = walk.desk
    equity = value(float(desk.state.portfolio.cash), desk.held, held.opening)
    within = holds(walk.band, (equity, equity))
    if not within:
        look_closely(walk)
    if within and is_calm(desk):
        leave_at_open(desk, fresh, held, equity, at, settle)
    else:
        at_open(desk, fresh, held, session, at, settle)


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
