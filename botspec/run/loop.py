"""The live loop, for simulate and paper: one instant after the other, each completely dealt with before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.rows import MarkRow, NoteRow
from botspec.market.slice import Slice
from botspec.ports.broker import Unavailable
from botspec.risk.guards.references import EquityPoint
from botspec.run.agree import agree
from botspec.run.at_once import Held, protect, until_news, watch_fills
from botspec.run.attend import Attention, attend, leave_when_flat
from botspec.run.benchmark import Start, benchmark_now
from botspec.run.booking import book
from botspec.run.clock_watch import watch_clock
from botspec.run.condition import condition, note_missing
from botspec.run.desk import Desk
from botspec.run.environment import Environment
from botspec.run.growing import GrowingSignals
from botspec.run.headroom import warn_of_headroom
from botspec.run.instants import Marked, at_close, at_open, equity_now, flatten_now, mark, something_leaves
from botspec.run.latest import equity_at, fresh_at_open, fresh_now, keep, read_account, seen, session_under_way
from botspec.run.listen import STEP, bars_at, dealt_with_at, forget_hints, note_streams, pause
from botspec.run.marks import Prices, prices_of_slice
from botspec.run.orphans import end_orphans
from botspec.run.ratchet import ratchet
from botspec.run.reconcile import resolve
from botspec.run.release import drop_late, drop_stale, release, release_again, release_exits
from botspec.run.schedule import Instant, Phase
from botspec.run.scopes import results_of
from botspec.run.shield import is_exposed, shield
from botspec.run.split_days import last_closes, learn_splits, without_old_prices
from botspec.run.trading_time import is_last_moment
from botspec.run.tripping import known_equity
from botspec.run.unfilled import give_up, is_half_done, let_go, next_deadline
from botspec.run.unfinished import Closing, next_beat, watch_closing
from botspec.run.view import view_of
from botspec.run.watch import watch
from botspec.run.window import Window

if TYPE_CHECKING:
    from botspec.market.panel import CorporateAction

Progress = Callable[[Instant, MarkRow], None]
Stop = Callable[[], bool]

LATE = 3  # heartbeats that were missed
TOO_LATE = 4  # graces after which the prices of a bar say nothing of what an entry would pay
NOT_AT_ALL = timedelta(0)
LONGEST_PAUSE = timedelta(seconds=30)


@dataclass(slots=True)
class Live:
    """A live run under way.

    `benchmark_from` is what the benchmark column starts from, `failing_since` the first of the failures in a row to
    read broker or data, `missing` since when a symbol's bars are due, `clock_unknown` since when no answer was quick
    enough to compare clocks, `away` the streams whose loss was written down, `actions_of` the session whose corporate
    actions are known, `anew` that a stream was connected again and nobody has compared since,
    `interrupted` that something may have been left half done, by a start or by a failure to read.
    """

    desk: Desk
    env: Environment
    window: Window
    signals: GrowingSignals
    stop: Stop
    progress: Progress
    attention: Attention
    benchmark_from: Start | None = None
    session_over: Callable[[], None] = lambda: None
    at_leisure: Callable[[], None] = lambda: None
    steps: int = 0
    failing_since: datetime | None = None
    beaten_at: datetime | None = None
    missing: dict[str, datetime] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    actions_of: date | None = None
    anew: bool = False
    interrupted: bool = True
    half_since: datetime | None = None
    clock_unknown: datetime | None = None
    warned: dict[str, float] = field(default_factory=dict)
    closing: Closing = field(default_factory=Closing)

    @property
    def over(self) -> bool:
        """Somebody asked the run to end."""
        return self.attention.ended is not None or self.stop()

    def why(self, otherwise: str) -> str:
        """Why it ended."""
        return self.attention.ended or ("interrupted" if self.stop() else otherwise)


def live(run: Live, instants: Iterable[Instant], *, steps: int | None = None) -> str:
    """Work through `instants`; gives why it ended: data_end, steps, stopped or interrupted."""
    for instant in instants:
        if steps is not None and run.steps >= steps and not run.over:
            return "steps"
        if not run.over:
            _patiently(run, deal_with_open if instant.phase is Phase.OPEN else _close, instant)
        if run.over:
            break
    return run.why("data_end")


def _patiently(run: Live, deal: Callable[[Live, Instant], None], instant: Instant) -> None:
    """Deal with an instant; while the broker or the data cannot be read, nothing is known, so begin it again.

    Raises Unavailable when that has gone on for longer than the mode's patience.
    """
    rest = STEP
    run.failing_since = None
    while True:
        try:
            _attend(run)
            return None if run.over else deal(run, instant)
        except Unavailable as error:
            now = run.env.clock.now()
            run.interrupted = True
            run.failing_since = run.failing_since or now
            if not error.retry or now - run.failing_since >= run.env.patience:
                raise
            run.desk.record(NoteRow(now, "warning", "UNAVAILABLE", str(error)))
            run.desk.journal.commit()
            _look_at_silence(run, now)
            forget_hints(run)
            run.env.clock.wait_until(run.env.clock.now() + rest)
            rest = min(2 * rest, LONGEST_PAUSE)


def _look_at_silence(run: Live, at: datetime) -> None:
    """Guards of health look even when nothing can be read; what follows is carried out once it can."""
    if run.desk.health_guards:
        equity, state = known_equity(run.desk), run.desk.state
        here = EquityPoint(session_under_way(run.desk, at), equity, equity, equity).scaled(state.unit)
        watch(run.desk, here, at, where="heartbeat", health=condition(run, at, equity))
        run.desk.journal.commit()


def _attend(run: Live) -> bool:
    """Deal with what a person asked; True when guards and orders should be looked after at once."""
    at = run.env.clock.now()
    return attend(run.attention, run.desk, at, lambda at: equity_at(run, fresh_now(run, at), at))


def _wait(run: Live, until: datetime) -> None:
    """Wait for `until`, looking after orders and guards on the way when the mode has a heartbeat.

    The clock comes back early when a person asks for something: that is dealt with first.
    """
    clock, beat = run.env.clock, run.env.heartbeat
    if run.interrupted:
        _take_up(run, clock.now())
    run.interrupted = False
    run.beaten_at = run.beaten_at or clock.now()
    if beat is not None and not timedelta(0) <= clock.now() - run.beaten_at < LATE * beat:
        _heartbeat(run, clock.now())  # a loop that is behind, or whose clock was set back, does not forget to look
    due = None if beat is None else run.beaten_at + (NOT_AT_ALL if run.attention.leaving else beat)
    waiting: Held | None = None
    while not run.over and clock.now() < until:
        waiting = watch_fills(run, waiting, look_after)
        beats = due is not None and due < until
        deadline = next_deadline(run.desk)
        soonest = min(moment for moment in (until, due, deadline) if moment is not None)
        soonest, news = until_news(run, waiting, soonest)
        pause(run, soonest, news=news)
        if deadline is not None and deadline <= clock.now() < until:
            deal_with_deadline(run, clock.now())
        asked = _attend(run) or run.anew or clock.now() < run.beaten_at
        if beat is not None and due is not None and (asked or (beats and clock.now() >= due)) and clock.now() < until:
            _heartbeat(run, clock.now())
            run.failing_since = None
            due = next_beat(run.desk, clock.now(), beat)


def _take_up(run: Live, at: datetime) -> None:
    """What a process that died, or a failure to read, may have left half done."""
    desk = run.desk
    desk.carry_out(at)
    if is_half_done(desk):
        deal_with_deadline(run, at)
    if not (desk.bot.exits.rests and desk.state.entered and desk.bot.hours.is_open(at)):
        return
    if run.env.heartbeat is None:
        protect(desk, list(desk.state.entered), at)
    else:
        look_after(run, at)


def _heartbeat(run: Live, at: datetime) -> None:
    desk, run.beaten_at = run.desk, at
    _agree(run, at)
    agreement = run.attention.agreement
    agreement.orphans = end_orphans(desk, agreement.orphans, at)
    note_streams(run, at)
    watch_clock(run, at)
    if desk.state.working or desk.state.portfolio.positions or desk.health_guards:
        look_after(run, at)
    leave_when_flat(run.attention, desk, at, known_equity(desk))
    desk.carry_out(at)
    run.at_leisure()


def deal_with_deadline(run: Live, at: datetime) -> None:
    """Orders have waited too long."""
    desk = run.desk
    resolve(desk, at)
    book(desk, desk.broker.advance(at, None))
    fresh = seen(run, at, "deadline")
    desk.tape = run.window.tape
    let_go(desk, fresh, equity_at(run, fresh, at), at)


def _agree(run: Live, at: datetime) -> None:
    agree(run.attention.agreement, run.desk, at)
    run.anew = False


def look_after(run: Live, at: datetime) -> None:
    """Guards and orders between bars."""
    desk = run.desk
    resolve(desk, at)
    fresh = seen(run, at, "heartbeat")
    read_account(run, at)
    equity = equity_at(run, fresh, at)
    session = session_under_way(desk, at)
    here = EquityPoint(session, equity, equity, equity).scaled(desk.state.unit)
    desk.tape = run.window.tape
    watch(desk, here, at, where="heartbeat", health=condition(run, at, equity))
    warn_of_headroom(desk, run.warned, here.block, at)
    watch_closing(run.closing, desk, at, run.env.heartbeat)
    desk.carry_out(at)
    if desk.state.flattening and desk.bot.hours.is_open(at):
        flatten_now(desk, fresh, at)
        desk.carry_out(at)
        release(desk, dict(fresh), equity, at)
        desk.carry_out(at)
    shield(desk, fresh, at, partial=True)
    if desk.state.again:
        let_go(desk, fresh, equity, at)
    if desk.bot.hours.is_open(at):
        release_exits(desk, fresh, equity, at)


def deal_with_open(run: Live, instant: Instant) -> None:
    """Let the outbox leave after the open; nothing to do when it is empty."""
    desk = run.desk
    if not something_leaves(desk):
        return
    _wait(run, instant.at)
    if run.over:
        return
    if run.env.clock.now() >= instant.session.closes_at:
        _missed(run, instant)
        return
    resolve(desk, dealt_with_at(run, instant.at))
    book(desk, desk.broker.advance(instant.at, None))
    drop_stale(desk, desk.bot.hours.previous_session(instant.session.opens_at).closes_at, instant.at)
    found = fresh_at_open(run, instant.at)
    learn_splits(desk, run.window, run.env.feed, instant.at)
    last, usable = last_closes(desk, run.window, instant.at), without_old_prices(desk, run.window, found, instant.at)
    fresh = {symbol: usable.get(symbol, last.item(desk.columns[symbol])) for symbol in found}
    keep(run, "open", fresh, instant.at)
    opening = np.array([fresh.get(symbol, last[i]) for i, symbol in enumerate(run.window.symbols)])
    desk.tape = run.window.tape
    read_account(run, instant.at)
    prices, session = Prices(opening, opening, opening, opening), instant.session.on.toordinal()
    at_open(desk, fresh, prices, session, run.env.clock.now(), partial(_settle, run, instant.at))
    desk.journal.commit()


def _settle(run: Live, at: datetime) -> None:
    """Book what was sold at the open, as far as it fills within the grace."""
    deadline = run.env.clock.now() + run.env.grace
    book(run.desk, run.desk.broker.advance(at, None))
    while (run.desk.state.selling or is_exposed(run.desk)) and run.env.clock.now() < deadline and not run.over:
        pause(run, run.env.clock.now() + STEP)
        book(run.desk, run.desk.broker.advance(at, None))


def _missed(run: Live, instant: Instant) -> None:
    at = run.env.clock.now()
    text = f"the session of {instant.session.on} was over before the outbox could leave"
    run.desk.record(NoteRow(at, "warning", "MISSED_OPEN", text))
    run.desk.journal.commit()


def _close(run: Live, instant: Instant) -> None:
    last = run.desk.state.last_mark
    if last is not None and last.at >= instant.at:  # begun again: decided already, but not everything left
        run.desk.carry_out(instant.at)
        resolve(run.desk, dealt_with_at(run, instant.at))
        shield(run.desk, {}, instant.at, partial=True)
        run.desk.carry_out(instant.at)
        return
    _wait(run, instant.at)
    if not run.over:
        decide_at_close(run, instant)


def decide_at_close(run: Live, instant: Instant) -> None:
    """A bar is over: book, decide, and let leave what leaves at once."""
    bars = bars_at(run, instant.at)
    note_missing(run, bars, instant.at)
    resolve(run.desk, dealt_with_at(run, instant.at))
    if bars is None:
        _without_bars(run, instant)
        return
    if run.anew:
        _agree(run, instant.at)
    book(run.desk, run.desk.broker.advance(instant.at, bars))
    actions = _new_actions(run, instant)
    run.env.witness.bars(bars, actions, instant.at)
    run.window.learn(actions)
    prices = prices_of_slice(bars, run.window.last_close(bars.session))
    run.window.append(bars)
    drop_stale(run.desk, instant.session.opens_at, instant.at)
    panel = run.window.panel
    run.desk.tape = run.window.tape
    give_up(run.desk, instant.at)
    view = view_of(panel, run.signals.of(panel), len(panel) - 1, prices.closing)
    read_account(run, instant.at)
    marked = at_close(run.desk, bars, prices, view)
    run.steps += 1
    _done(run, instant, marked, Phase.CLOSE)
    fresh = {s: float(bars.close[i]) for i, s in enumerate(bars.symbols) if not np.isnan(bars.close[i])}
    leaves_at = dealt_with_at(run, instant.at)
    if run.desk.bot.at_once and (not instant.last or run.desk.bot.hours.always):
        if run.env.grace:
            drop_late(run.desk, TOO_LATE * run.env.grace, leaves_at)
        release(run.desk, fresh, equity_now(run.desk, marked, instant.at), leaves_at)
    elif not is_last_moment(instant.at, run.desk.bot.hours):
        release_again(run.desk, fresh, equity_now(run.desk, marked, instant.at), leaves_at)
    run.desk.carry_out(instant.at)
    shield(run.desk, fresh, instant.at, partial=True)
    if run.desk.bot.exits.ratchets:
        ratchet(run.desk, view)
    run.desk.carry_out(instant.at)
    run.desk.state.shorten(instant.at)
    if instant.last:
        run.session_over()


def _new_actions(run: Live, instant: Instant) -> Sequence[CorporateAction]:
    """Corporate actions of the session, asked for once."""
    if run.actions_of == instant.session.on:
        return ()
    found = run.env.feed.actions(instant.at)
    run.actions_of = instant.session.on
    return found


def _without_bars(run: Live, instant: Instant) -> None:
    """No symbol traded: a heartbeat, so that orders and guards are still looked after. It is no row of the curve."""
    desk, due = run.desk, next_deadline(run.desk)
    book(desk, desk.broker.advance(instant.at, None))
    if due is not None and due <= instant.at:
        deal_with_deadline(run, instant.at)
    nothing = np.full(len(run.window.symbols), np.nan)
    session = instant.session.on.toordinal()
    opened = int(run.window.panel.closed_at[-1]) if len(run.window) else 0
    bars = Slice(run.window.symbols, opened, opened, session, nothing, nothing, nothing, nothing, nothing)
    learn_splits(desk, run.window, run.env.feed, instant.at)
    marked = mark(desk, bars, prices_of_slice(bars, last_closes(desk, run.window, instant.at)))
    health = condition(run, instant.at, marked.closing)
    watch(desk, marked.point, instant.at, where="heartbeat", health=health)
    _done(run, instant, marked, Phase.HEARTBEAT)
    desk.carry_out(instant.at)


def _done(run: Live, instant: Instant, marked: Marked, phase: Phase) -> None:
    start = run.benchmark_from or (run.window.last_close(), run.window.session)
    if phase is Phase.CLOSE:
        run.benchmark_from = start
    row = MarkRow(
        at=instant.at,
        phase=phase.value,
        session=marked.session,
        opening=marked.opening,
        adverse=marked.adverse,
        equity=marked.closing,
        cash=marked.cash,
        exposure=marked.exposure,
        benchmark=benchmark_now(run.desk.bot, run.window, start),
        unit=marked.unit,
        results=results_of(run.desk) if phase is Phase.CLOSE else None,
    )
    run.desk.record(row)
    if phase is Phase.CLOSE:
        run.progress(instant, row)
