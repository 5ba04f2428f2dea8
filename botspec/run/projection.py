"""The projected portfolio that limits are measured against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from botspec.domain.intents import Leg, Wanted, worst_of
from botspec.domain.orders import OrderRequest, Side
from botspec.domain.portfolio import Position
from botspec.risk.limits.book import MARKET_COLLAR, Book, claim
from botspec.risk.limits.exposure import Exposures
from botspec.run.desk import Desk
from botspec.run.facts import facts_of
from botspec.run.state import State
from botspec.run.working import Working, is_entry

Price = Callable[[str], Decimal | None]
"""USD of a symbol; None where it has no fresh price."""

ONE_DAY = timedelta(days=1)
Claim = tuple[str, Side, Decimal, Decimal]  # symbol, side, shares, worst price


def at_decision(desk: Desk, prices: Price, equity: Decimal, at: datetime) -> Book:
    """The book for orders decided at `at`, which may leave later."""
    hours = desk.bot.hours
    if not desk.times or (desk.bot.at_once and hours.is_open(at)):
        return project(desk, prices, equity, at)
    return project(desk, prices, equity, at, hours.next_session(at).opens_at)


def project(
    desk: Desk,
    prices: Price,
    equity: Decimal,
    at: datetime,
    leaves_at: datetime | None = None,
    waiting: Sequence[Wanted] | None = None,
) -> Book:
    """Positions at `prices` [USD] or their last close, and what working and waiting orders may add at worst.

    What is `waiting`, the outbox unless told otherwise, counts as sent. What a short position owes is set aside, and as
    much again. When it leaves, in which session, and the orders of the day are told where a limit asks: what is not
    told denies.
    """
    state = desk.state
    waiting = state.outbox if waiting is None else waiting
    cash, positions = state.portfolio.cash, state.portfolio.positions

    def price_of(position: Position) -> Decimal:
        desk.priced = True
        price = prices(position.symbol)
        return _last_price(desk, position, at) if price is None else price

    exposures = Exposures(positions, price_of)
    for symbol in desk.short:
        cash += 2 * exposures.worst(symbol).notional
    if state.working or waiting:
        for symbol, side, quantity, price in _claims(state, waiting):
            after, claimed = claim(exposures.worst(symbol), side, quantity, quantity * price)
            exposures = exposures.set(symbol, after)
            cash -= claimed
    leaves_at, hours = at if leaves_at is None else leaves_at, desk.bot.hours
    return Book(  # in the order of its fields: names would double what one costs
        equity,
        cash,
        exposures,
        state.sent.within_minute(at) + len(waiting),
        len(state.working) + len(waiting),
        _orders_today(state, waiting, at) if desk.counts else None,
        leaves_at if desk.times else None,
        hours.core_on(hours.day(leaves_at)) if desk.times else None,
        facts_of(desk),
    )


def _orders_today(state: State, waiting: Sequence[Wanted], at: datetime) -> dict[str, int]:
    counted = dict(state.orders_today(at))
    for wanted in waiting:
        counted[wanted.symbol] = counted.get(wanted.symbol, 0) + 1
    return counted


def _last_price(desk: Desk, position: Position, at: datetime) -> Decimal:
    """What is held without a fresh price counts at its last close, at what it cost before there is one."""
    symbol, today = position.symbol, desk.bot.hours.day(at)
    known = today if desk.state.split_on.get(symbol) == today else today - ONE_DAY
    last = None if desk.tape is None else desk.tape.last_price(symbol, known.toordinal())
    return position.average_price if last is None else last


def _claims(state: State, waiting: Sequence[Wanted]) -> list[Claim]:
    """Every order that may still fill, and every wish that opens or adds."""
    claims = [
        _claim(working) for working in state.working.values() if working.remaining > 0 and _counts(state, working)
    ]
    claims.extend(_claim_of_wish(wanted) for wanted in waiting if not wanted.leg.reduces)
    return claims


def _counts(state: State, working: Working) -> bool:
    """False for a leg that sleeps until its entry has filled, and for a target: the stop beside it sells the same."""
    name = working.intent.request.client_order_id
    grouped = name in state.parents or (working.order is not None and working.order.group_id is not None)
    if state.parents.get(name) in state.working:
        return False
    return not (grouped and working.intent.leg is Leg.TAKE_PROFIT)


def _claim(working: Working) -> Claim:
    request, reference = working.intent.request, working.intent.reference_price
    in_usd = request.notional is not None  # costs what it says
    price = reference if in_usd else _worst(request, reference, opens=is_entry(working))
    return request.symbol, request.side, working.remaining, price


def _claim_of_wish(wanted: Wanted) -> Claim:
    price = _worst(wanted, wanted.reference_price, opens=True)
    return wanted.symbol, wanted.side, wanted.quantity, price


def _worst(order: OrderRequest | Wanted, reference: Decimal, *, opens: bool) -> Decimal:
    if order.limit_price is not None:
        return max(order.limit_price, reference) if order.side is Side.SELL and opens else order.limit_price
    if order.side is Side.SELL and not opens:
        return reference
    return worst_of(reference, order.stop_price, order.trail_price, order.trail_percent, MARKET_COLLAR)
