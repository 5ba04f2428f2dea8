"""Exits that rest at the broker and could not come with their entry: placed as soon as its fill is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.orders import OrderClass
from botspec.execution.resting import resting
from botspec.market.calendar import OutsideCalendar
from botspec.ports.clock import LOOK_AGAIN
from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.latest import equity_at, keep, seen
from botspec.run.recording import FILL, REFUSED
from botspec.run.release import release_exits
from botspec.run.shield import shield

if TYPE_CHECKING:
    from botspec.run.loop import Live

Held = Mapping[str, Decimal]
Look = Callable[[datetime], tuple[Mapping[str, float], float]]
"""Fresh prices and the equity at them, USD."""
ORDERS = "trade_updates"


def unguarded(desk: Desk) -> dict[str, Decimal]:
    """Symbols in which an entry may fill that brings no exits, and what is held of them, signed."""
    return {
        working.intent.request.symbol: desk.state.portfolio.quantity(working.intent.request.symbol)
        for working in desk.state.working.values()
        if resting(working.plan) and working.intent.request.order_class is OrderClass.SIMPLE
    }


def guard_fills(desk: Desk, before: Held, at: datetime, look: Look) -> None:
    """Place the exits of what has filled since `before`; what the broker will not protect leaves at once."""
    filled = _filled(desk, before)
    if filled and not protect(desk, filled, at):
        _leave(desk, *look(at), at)


def protect(desk: Desk, symbols: Collection[str], at: datetime) -> bool:
    """Place the exits of `symbols`; False when the broker refused them and a position is to leave."""
    shield(desk, {}, at, partial=False, only=symbols)
    desk.carry_out(at)
    return not any(wish.leg.reduces and wish.decided_at == at for wish in desk.state.outbox)


def watch_fills(run: Live, before: Held | None, look_after: Callable[[Live, datetime], None]) -> Held:
    """Ask whether entries have filled, and guard what has; gives what waits from now on, first time round at once.

    At real pace an entry that stays filled in part is ended, so that what is held can be protected.
    """
    desk, at = run.desk, run.env.clock.now()
    if not desk.bot.exits.rests:
        return {}
    waiting = unguarded(desk)
    if before is None or not (waiting or before):
        return waiting
    before = {**waiting, **before}
    book(desk, desk.broker.advance(at, None))
    desk.tape = run.window.tape
    filled = _filled(desk, before)
    if filled:
        keep(run, FILL, {symbol: float(desk.state.portfolio.quantity(symbol)) for symbol in filled}, at)
        if not protect(desk, filled, at):
            leave_refused(run, at)
    if run.env.heartbeat is not None:
        _end_halves(run, at, look_after)
    return unguarded(desk)


def leave_refused(run: Live, at: datetime) -> None:
    """What the broker will not protect leaves at the prices of now."""
    fresh = seen(run, at, REFUSED)
    _leave(run.desk, fresh, equity_at(run, fresh, at), at)


def _leave(desk: Desk, fresh: Mapping[str, float], equity: float, at: datetime) -> None:
    release_exits(desk, fresh, equity, at)
    desk.carry_out(at)
    book(desk, desk.broker.advance(at, None))


def _end_halves(run: Live, at: datetime, look_after: Callable[[Live, datetime], None]) -> None:
    halves = any(quantity != 0 for quantity in unguarded(run.desk).values())
    run.half_since = (run.half_since or at) if halves else None
    if run.half_since is not None and at - run.half_since >= LOOK_AGAIN:
        look_after(run, at)
        run.half_since = None


def _filled(desk: Desk, before: Held) -> list[str]:
    return [symbol for symbol, quantity in before.items() if desk.state.portfolio.quantity(symbol) != quantity]


def until_news(run: Live, waiting: Held, until: datetime) -> tuple[datetime, bool]:
    """Until when to wait, and whether an order that may have filled is to end it; between sessions none can."""
    if run.half_since is not None:
        until = min(until, run.half_since + LOOK_AGAIN)
    if not waiting or _is_told(run):
        return until, False
    hours, at = run.desk.bot.hours, run.env.clock.now()
    if hours.is_open(at):
        return until, True
    try:
        return min(until, hours.next_session(at).opens_at), False
    except OutsideCalendar:
        return until, False


def _is_told(run: Live) -> bool:
    """True when a stream says at once that an order has filled."""
    streams = () if run.env.hints is None else run.env.hints.health()
    return any(each.name == ORDERS and each.connected for each in streams)
