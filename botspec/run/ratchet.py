"""Stops at the broker that follow: what the bot's trailing stop or break-even has gained moves the one that rests.

A replacement is an order of its own: written down before it is asked for, never asked for twice, and until it is taken
the old stop stands. A stop is only ever moved closer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from botspec.domain.intents import Wanted
from botspec.domain.orders import OrderType, Side
from botspec.domain.rows import NoteRow
from botspec.exchange.legality import LEG_DISTANCE
from botspec.execution.levels import Level, stop_level
from botspec.execution.ticks import passive
from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.leaving import is_settled
from botspec.run.prices import is_known, price_at
from botspec.run.shield import record_resting
from botspec.run.view import View
from botspec.run.ways_out import standing
from botspec.run.working import Working, is_entry


def ratchet(desk: Desk, view: View) -> None:
    """At a bar's close: move every resting stop that is further away than its position's tightest level by now."""
    symbols = [symbol for symbol in desk.state.entered if symbol not in desk.bot.frozen]
    levels = {symbol: _level(desk, view, symbol) for symbol in sorted(symbols, key=desk.columns.__getitem__)}
    loose = [(each, level) for symbol, level in levels.items() if level for each in _looser(desk, symbol, level)]
    desk.to_move = bool(loose) or None in levels.values()
    ready = [(working, level) for working, level in loose if _is_ready(desk, working, view.at)]
    wishes = [(working, _wish(working, level, view.at, number)) for number, (working, level) in enumerate(ready, 1)]
    moved = [(working, wish) for working, wish in wishes if not is_settled(desk, wish)]
    if not moved:
        return
    names = [_record(desk, working, wish, view.at) for working, wish in moved]
    desk.carry_out(view.at)
    for name in names:
        desk.replace(desk.state.working[name], view.at)
    book(desk, desk.broker.advance(view.at, None))
    for (working, _), name in zip(moved, names, strict=True):
        _tell(desk, working, name, view.at)
    refused = any(_is_refused(desk, name) for name in names)
    desk.to_move = refused or len(ready) < len(loose) or None in levels.values()


def _looser(desk: Desk, symbol: str, level: Level) -> Iterator[Working]:
    """Resting stops of a symbol that are further away than `level`."""
    sign = 1 if desk.state.portfolio.quantity(symbol) > 0 else -1
    for working in desk.state.live_in(symbol):
        stop = working.intent.request.stop_price if working.rests else None
        if stop is not None and working.intent.request.type is OrderType.STOP and (level.price - stop) * sign > 0:
            yield working


def _level(desk: Desk, view: View, symbol: str) -> Level | None:
    """The tightest stop on the tick, a later price rather than a sooner one; None while it cannot be told or used.

    A close at it or beyond makes the bot leave by itself.
    """
    entered, column = desk.state.entered[symbol], desk.columns[symbol]
    held = desk.state.portfolio.positions.get(symbol)
    leaves = any(wish.leg.reduces for wish in desk.state.wishes_in(symbol))
    if held is None or entered.plan is None or leaves or not is_known(view, column):
        return None
    here = standing(desk, view, held, entered)
    level = stop_level(entered.plan, here)
    if level is None:
        return None
    price = passive(level.price, Side.BUY if here.sign > 0 else Side.SELL)
    apart = (price_at(view, column) - price) * here.sign >= LEG_DISTANCE
    return Level(level.leg, price) if apart and price > 0 else None


def _is_ready(desk: Desk, working: Working, at: datetime) -> bool:
    """True for a stop that the broker has, whole and at rest since before this close, and that nothing else changes."""
    name = working.intent.request.client_order_id
    parent = desk.state.parent_of(name)
    asleep = parent is not None and parent.live and is_entry(parent)
    rests = working.settled and working.filled == 0 and working.intent.created_at < at
    changing = working.cancel_requested or any(each.intent.replaces == name for each in desk.state.working.values())
    return rests and not asleep and not changing


def _wish(working: Working, level: Level, at: datetime, number: int) -> Wanted:
    request = working.intent.request
    return Wanted(
        symbol=request.symbol,
        side=request.side,
        leg=level.leg,
        rule="rest_at_broker",
        decided_at=at,
        quantity=request.quantity,
        reference_price=level.price,
        stop_price=level.price,
        generation=number,
    )


def _record(desk: Desk, working: Working, wish: Wanted, at: datetime) -> str:
    old = working.intent.request
    request = replace(old, client_order_id=desk.bot.client_order_id(wish), stop_price=wish.stop_price)
    return record_resting(desk, wish, request, at, old.client_order_id)


def _is_refused(desk: Desk, name: str) -> bool:
    found = desk.state.order(name)
    return found is not None and found.outcome == "rejected"


def _tell(desk: Desk, working: Working, name: str, at: datetime) -> None:
    if _is_refused(desk, name):
        stop: Decimal | None = working.intent.request.stop_price
        text = f"{working.intent.request.symbol}: the stop at {stop} USD could not be moved closer; it stands"
        desk.record(NoteRow(at, "warning", "STOP_NOT_MOVED", text))
