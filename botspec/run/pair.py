"""Two legs that go together: both are entered or neither, and a leg that stands alone is unwound."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Leg, Wanted
from botspec.domain.orders import PositionSide
from botspec.domain.rows import WantedRow
from botspec.execution.policy import NO_TERMS
from botspec.risk.limits.limit import judge
from botspec.risk.sizing.rounding import shares
from botspec.run.entries import entry_terms, frozen_exits, unless_passed
from botspec.run.leaving import clear_the_way, is_settled, leave
from botspec.run.notes import deny, note, note_standing
from botspec.run.prices import is_known, price_at
from botspec.run.projection import at_decision
from botspec.run.view import UNKNOWN, WARMING_UP, YES
from botspec.run.working import is_entry

if TYPE_CHECKING:
    from botspec.run.desk import Desk
    from botspec.run.view import View
    from botspec.run.working import Working
    from botspec.strategy.pair import Pair

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT


def want_pair(desk: Desk, view: View, pair: Pair, equity: Decimal) -> None:
    """Unwind what stands alone for too long, or enter both legs where the rule says so."""
    if not {pair.long, pair.short} <= desk.columns.keys() or desk.state.flattening:
        return
    if is_uneven(desk):
        _unwind(desk, view, pair)
    elif not {pair.long, pair.short} & desk.state.engaged:
        _enter(desk, view, pair, equity)


def is_uneven(desk: Desk) -> bool:
    """True while one leg is held without the other, or an entry of either is not filled whole."""
    pair = desk.pair
    if pair is None:
        return False
    held = [desk.state.portfolio.quantity(symbol) != 0 for symbol in (pair.long, pair.short)]
    working = any(is_entry(order) for symbol in (pair.long, pair.short) for order in desk.state.live_in(symbol))
    return working or held[0] != held[1] or (held[0] and not _is_whole(desk, pair))


def _is_whole(desk: Desk, pair: Pair) -> bool:
    """False when an entry of the present position came to its end before all of it was filled."""
    for symbol in (pair.long, pair.short):
        entry = _entry(desk, symbol)
        if entry is not None and entry.filled < entry.intent.shares:
            return False
    return True


def _entry(desk: Desk, symbol: str) -> Working | None:
    """The newest entry in `symbol`."""
    orders = (*desk.state.working.values(), *desk.state.ended.values())  # not the past: it has none of what is held
    entries = (each for each in orders if each.intent.request.symbol == symbol and is_entry(each))
    return max(entries, key=lambda each: each.intent.created_at, default=None)


def _unwind(desk: Desk, view: View, pair: Pair) -> None:
    if view.at - _since(desk, pair, view.at) < timedelta(seconds=pair.params.leg_timeout.seconds):
        return
    for symbol in (pair.long, pair.short):
        for working in desk.state.live_in(symbol):
            if is_entry(working):
                desk.cancel(working, "the other leg stands alone", view.at)
        column = desk.columns[symbol]
        if desk.state.portfolio.quantity(symbol) == 0:
            continue
        quantity = clear_the_way(desk, symbol, Leg.UNWIND, view.at)
        if quantity != 0:
            leave(desk, symbol, Leg.UNWIND, view.at, quantity, price_at(view, column), NO_TERMS)


def _since(desk: Desk, pair: Pair, now: datetime) -> datetime:
    """When the legs were sent, or the first was held without an order of ours."""
    entries = (_entry(desk, symbol) for symbol in (pair.long, pair.short))
    sent = [each.intent.created_at for each in entries if each is not None]
    positions = (desk.state.portfolio.positions.get(symbol) for symbol in (pair.long, pair.short))
    return min(sent + [held.opened_at for held in positions if held is not None], default=now)


def _enter(desk: Desk, view: View, pair: Pair, equity: Decimal) -> None:
    long, short = desk.columns[pair.long], desk.columns[pair.short]
    signal = view.entry(long, LONG)
    if signal != YES:
        if signal == WARMING_UP:
            detail = f"{desk.bot.strategy.warmup} bars are needed first"
            note_standing(desk, view, long, LONG, "NO_TRADE_WARM_UP", detail)
        elif signal == UNKNOWN:
            note_standing(desk, view, long, LONG, "NO_TRADE_UNKNOWN", "a value of the entry rule is missing")
        return
    blocked = desk.state.no_entries(pair.long) or desk.state.no_entries(pair.short)
    if blocked is not None:
        note(desk, view, long, LONG, *blocked)
        return
    ratio = view.number(pair.hedge_ratio, long)
    if ratio is None or ratio <= 0 or not (is_known(view, long) and is_known(view, short)):
        note(desk, view, long, LONG, "NO_TRADE_HEDGE_UNKNOWN", "the hedge ratio or a price is not known here")
        return
    spend = pair.params.weight.value * equity
    legs = [_leg(desk, view, long, LONG, spend), _leg(desk, view, short, SHORT, spend * ratio)]
    _want(desk, view, [leg for leg in legs if leg is not None], equity)


def _leg(desk: Desk, view: View, column: int, side: PositionSide, spend: Decimal) -> Wanted | None:
    priced, price = entry_terms(desk, view, column, side), price_at(view, column)
    if priced is None:
        return None
    quantity = shares(spend, priced.price or price)
    exits, problem = frozen_exits(desk, view, column, side, priced.price or price)
    if quantity <= 0:
        problem = "NO_TRADE_TOO_SMALL", f"{spend:.2f} USD is less than one share at {price} USD"
    if problem is not None:
        note(desk, view, column, side, *problem)
        return None
    wanted = Wanted(
        symbol=desk.bot.symbols[column],
        side=side.opens,
        leg=Leg.ENTRY,
        rule="enter",
        decided_at=view.at,
        quantity=quantity,
        reference_price=price,
        spend=spend,
        exits=exits,
    )
    return unless_passed(desk, view, column, side, priced.on(wanted))


def _want(desk: Desk, view: View, legs: list[Wanted], equity: Decimal) -> None:
    """Both legs, once every limit has let both pass."""
    if len(legs) < len((LONG, SHORT)) or any(is_settled(desk, leg) for leg in legs):
        return
    prices = {leg.symbol: leg.reference_price for leg in legs}
    book = at_decision(desk, prices.get, equity, view.at)
    for leg, side in zip(legs, (LONG, SHORT), strict=True):
        proposal = desk.bot.entry.of(side).proposal(leg, leg.quantity, leg.reference_price)
        verdict = judge(proposal, book, desk.bot.limits)
        if verdict.denied_by is not None:
            reading = verdict.readings[verdict.denied_by]
            deny(desk, view, desk.columns[leg.symbol], side, (leg, proposal, verdict.denied_by, reading))
            return
        book = book.approving(proposal)
    for leg in legs:
        desk.record(WantedRow(view.at, leg))
