"""Which exit of a position acts at a bar's close, of those the bot watches itself.

The first of this list that does: a flatten, the tightest stop, the time before the close, the strategy's exit rule, the
time limit, a target.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Leg
from botspec.domain.orders import PositionSide
from botspec.domain.record import record
from botspec.execution.levels import Standing, due, is_closing, out_of_time, reached, stop_level
from botspec.run.desk import Desk
from botspec.run.entered import Entered
from botspec.run.prices import is_known, price_at
from botspec.run.view import YES, View
from botspec.spec.words import OnRemove, Resting

if TYPE_CHECKING:
    from botspec.domain.exits import ExitPlan
    from botspec.domain.portfolio import Position


@record(frozen=True, slots=True)
class WayOut:
    """Why a position is left, and how many of its shares are closed (all of them for None)."""

    leg: Leg
    quantity: Decimal | None = None


SIGNALLED = WayOut(Leg.EXIT)


def way_out(desk: Desk, view: View, symbol: str, side: PositionSide) -> WayOut | None:
    """The exit that acts on `symbol` at this close; None when none does."""
    if desk.by_signal and not desk.state.trips and not _has_plan(desk, symbol):
        return SIGNALLED if view.exit(desk.columns[symbol], side) == YES else None
    if desk.state.flattens(symbol):
        return WayOut(Leg.FLATTEN)
    if symbol in desk.bot.removed and desk.bot.on_remove is not OnRemove.ADOPT:
        return WayOut(Leg.UNWIND) if desk.bot.on_remove is OnRemove.UNWIND else None
    held, entered = desk.state.portfolio.positions.get(symbol), desk.state.entered.get(symbol)
    stopped = None if held is None or entered is None else _stopped(desk, view, held, entered)
    leg = stopped or _by_time_or_rule(desk, view, symbol, side, entered)
    if leg is not None:
        return WayOut(leg)
    return None if held is None or entered is None else _target(desk, view, held, entered)


def _has_plan(desk: Desk, symbol: str) -> bool:
    entered = desk.state.entered.get(symbol)
    return entered is not None and entered.plan is not None


def _by_time_or_rule(desk: Desk, view: View, symbol: str, side: PositionSide, entered: Entered | None) -> Leg | None:
    if closes_soon(desk, view):
        return Leg.BEFORE_CLOSE
    if view.exit(desk.columns[symbol], side) == YES or _says_position(desk, view, symbol, entered):
        return Leg.EXIT
    return Leg.TIME_LIMIT if entered is not None and _timed_out(desk, view, symbol, entered) else None


def _says_position(desk: Desk, view: View, symbol: str, entered: Entered | None) -> bool:
    """True when an exit rule that asks for the position says so."""
    held = desk.state.portfolio.positions.get(symbol)
    if held is None or entered is None:
        return False
    column = desk.held_exits.column(view.panel, held, entered)
    return column is not None and int(column[view.row]) == YES


def closes_soon(desk: Desk, view: View) -> bool:
    """True when this is the last close at which a position can be left in time before the session's close."""
    before = desk.bot.exits.before_close
    session = None if before is None else desk.bot.hours.core_on(date.fromordinal(view.session))
    if before is None or session is None:
        return False
    return is_closing(view.at, session.closes_at, before, timedelta(seconds=desk.bot.data.timeframe.seconds))


def standing(desk: Desk, view: View, held: Position, entered: Entered) -> Standing:
    """What the levels of a position are measured from at this close."""
    sign = 1 if held.quantity > 0 else -1
    closed_at, raw = view.closes(desk.columns[held.symbol], entered.at, inclusive=entered.resting)
    closes = entered.in_new_shares(closed_at, raw)
    best = held.average_price
    if len(closes):
        furthest = Decimal(repr(float(closes.max() if sign > 0 else closes.min())))
        best = max(best, furthest) if sign > 0 else min(best, furthest)
    return Standing(sign, held.average_price, best)


def _stopped(desk: Desk, view: View, held: Position, entered: Entered) -> Leg | None:
    """The stop whose level this close is at or beyond."""
    if entered.plan is None or not is_known(view, desk.columns[held.symbol]):
        return None
    here = standing(desk, view, held, entered)
    level = stop_level(_watched(desk, held.symbol, entered.plan), here)
    close = price_at(view, desk.columns[held.symbol])
    beyond = level is not None and (close == level.price or not reached(here, close, level.price))
    return level.leg if level is not None and beyond else None


def _watched(desk: Desk, symbol: str, plan: ExitPlan) -> ExitPlan:
    """Without the exits that wait at the broker right now: nobody leaves twice."""
    resting = {working.intent.leg for working in desk.state.live_in(symbol) if working.rests}
    if not resting:
        return plan
    stop_loss = None if Resting.STOP_LOSS in plan.rests else plan.stop_loss
    return replace(plan, stop_loss=stop_loss, take_profit=() if Resting.TAKE_PROFIT in plan.rests else plan.take_profit)


def _timed_out(desk: Desk, view: View, symbol: str, entered: Entered) -> bool:
    limit = desk.bot.exits.time_limit
    if limit is None:
        return False
    bars_held = len(view.closes(desk.columns[symbol], entered.at, inclusive=entered.resting)[0])
    return out_of_time(limit, bars_held, entered.at, view.at)


def _target(desk: Desk, view: View, held: Position, entered: Entered) -> WayOut | None:
    plan = None if entered.plan is None else _watched(desk, held.symbol, entered.plan)
    if plan is None or not plan.take_profit or not is_known(view, desk.columns[held.symbol]):
        return None
    here = Standing(1 if held.quantity > 0 else -1, held.average_price, held.average_price)
    wanted = due(plan, here, price_at(view, desk.columns[held.symbol]), entered.quantity, entered.taken)
    return WayOut(Leg.TAKE_PROFIT, min(wanted, abs(held.quantity))) if wanted > 0 else None
