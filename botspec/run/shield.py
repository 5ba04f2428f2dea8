"""What is to rest at the broker rests there: orders that protect what is held, placed, and placed again.

It compares what is held with what rests, so it does not matter why something is missing: the entry could not bring its
exits, was filled in part, a day ended, a split, a restart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from botspec.domain.intents import Intent, Leg, Wanted
from botspec.domain.orders import OrderClass, OrderRequest, Side, StopLoss
from botspec.domain.portfolio import Position
from botspec.domain.rows import IntentRow, NoteRow
from botspec.execution.resting import Bare, Protection, lives, protections, resting
from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.hearing import hear
from botspec.run.increments import protections_in_steps, rounded
from botspec.run.leaving import is_settled, leave
from botspec.run.working import is_entry

NOTHING = Decimal(0)


def shield(
    desk: Desk, prices: Mapping[str, float], at: datetime, *, partial: bool, only: Collection[str] | None = None
) -> None:
    """Let every position's resting exits rest (or those of some symbols); `prices` are the last ones, USD.

    With `partial`, what is left of an entry filled in part is canceled first: its exits would sleep until it is filled.
    """
    if any(desk.state.is_awaited(symbol) for symbol in _bare(desk, only)):
        hear(desk, at, lambda: not any(desk.state.is_awaited(symbol) for symbol in _bare(desk, only)))
    bare = _bare(desk, only)
    if not bare:
        return
    if partial:
        _end_entries(desk, bare, at)
    placed = [name for symbol in bare for name in _place(desk, symbol, prices.get(symbol), at)]
    if not placed:
        return
    desk.carry_out(at)
    for name in placed:
        desk.send(desk.state.working[name], at)
    book(desk, desk.broker.advance(at, None))  # the legs of what was placed have names of their own
    for name in placed:
        _insist(desk, name, at)


def is_exposed(desk: Desk) -> bool:
    """True while an entry may fill whose exits are to rest at the broker."""
    return any(resting(working.plan) for working in desk.state.working.values())


def _bare(desk: Desk, only: Collection[str] | None) -> list[str]:
    """Symbols, of those in `only`, that hold something whose exits are to rest and do not, by column."""
    bare = [
        symbol
        for symbol, entered in desk.state.entered.items()
        if resting(entered.plan) and (only is None or symbol in only) and _is_bare(desk, symbol)
    ]
    return sorted(bare, key=desk.columns.__getitem__)


def _is_bare(desk: Desk, symbol: str) -> bool:
    return symbol not in desk.bot.frozen and rounded(desk, symbol, _uncovered(desk, symbol)) > 0


def _uncovered(desk: Desk, symbol: str) -> Decimal:
    """Shares held that no resting order protects; the orders of a group protect the same ones.

    Legs sleep for as long as their entry may fill.
    """
    groups: dict[str, Decimal] = {}
    for name, working in desk.state.working.items():
        parent = desk.state.parent_of(name)
        asleep = parent is not None and parent.live and is_entry(parent)
        if working.rests and not asleep and working.intent.request.symbol == symbol:
            group = desk.state.parents.get(name, name)
            groups[group] = max(groups.get(group, NOTHING), working.remaining)
    return abs(desk.state.portfolio.quantity(symbol)) - sum(groups.values(), NOTHING)


def _end_entries(desk: Desk, symbols: list[str], at: datetime) -> None:
    waiting = [working for symbol in symbols for working in desk.state.live_in(symbol) if is_entry(working)]
    if not waiting:
        return
    for working in waiting:
        desk.cancel(working, "filled in part, and what is held is not protected", at)
    desk.carry_out(at)
    names = [working.intent.request.client_order_id for working in waiting]
    hear(desk, at, lambda: not any(name in desk.state.working for name in names))


def _place(desk: Desk, symbol: str, price: float | None, at: datetime) -> list[str]:
    """Write down the orders that are missing; none while anything else works or waits in the symbol."""
    held, entered = desk.state.portfolio.positions.get(symbol), desk.state.entered.get(symbol)
    busy = any(not working.rests for working in desk.state.live_in(symbol))
    if held is None or entered is None or entered.plan is None or busy or _leaves_now(desk, symbol, at):
        return []
    wanted = protections(
        entered.plan,
        held.average_price,
        Side.BUY if held.quantity > 0 else Side.SELL,
        Bare(_uncovered(desk, symbol), entered.quantity, entered.taken, entered.stop),
    )
    missing = protections_in_steps(desk, held, wanted) if desk.state.steps else wanted
    if price is not None and any(_is_crossed(held, each, Decimal(repr(price))) for each in missing):
        _give_up(desk, held, Decimal(repr(price)), at, "the price is at its stop or beyond it already")
        return []
    wishes = [(_wish(held, each, at, index), each) for index, each in enumerate(missing, 1)]
    return [_record(desk, wish, each, at) for wish, each in wishes if not is_settled(desk, wish)]


def _leaves_now(desk: Desk, symbol: str, at: datetime) -> bool:
    """True when a wish of this very moment, or one that waits for its legs to end, closes the position."""
    return any(wish.leg.reduces and wish.decided_at < at for wish in desk.state.wishes_in(symbol))


def _is_crossed(held: Position, each: Protection, price: Decimal) -> bool:
    return each.stop is not None and (price - each.stop) * (1 if held.quantity > 0 else -1) <= 0


def _wish(held: Position, each: Protection, at: datetime, number: int) -> Wanted:
    return Wanted(
        symbol=held.symbol,
        side=Side.SELL if held.quantity > 0 else Side.BUY,
        leg=each.leg,
        rule="rest_at_broker",
        decided_at=at,
        quantity=each.quantity,
        reference_price=each.price,
        limit_price=each.target,
        generation=number,
    )


def _record(desk: Desk, wish: Wanted, each: Protection, at: datetime) -> str:
    both = each.stop is not None and each.target is not None
    request = OrderRequest(
        client_order_id=desk.bot.client_order_id(wish),
        symbol=wish.symbol,
        side=wish.side,
        type=each.type,
        time_in_force=lives(wish.symbol, each.quantity),
        quantity=each.quantity,
        limit_price=each.target,
        stop_price=None if both else each.stop,
        trail_price=each.trail.trail_price,
        trail_percent=each.trail.trail_percent,
        order_class=OrderClass.OCO if both else OrderClass.SIMPLE,
        stop_loss=StopLoss(each.stop) if both and each.stop is not None else None,
    )
    return record_resting(desk, wish, request, at)


def record_resting(desk: Desk, wish: Wanted, request: OrderRequest, at: datetime, replaces: str | None = None) -> str:
    """Write down an order that protects a position; gives its client id."""
    intent = Intent(
        id=desk.bot.intent_id(wish),
        leg=wish.leg,
        rule=wish.rule,
        decided_at=at,
        created_at=at,
        generation=wish.generation,
        reference_price=wish.reference_price,
        request=request,
        rests=True,
        replaces=replaces,
    )
    desk.record(IntentRow(at, intent, wish, {}))
    return request.client_order_id


def _insist(desk: Desk, name: str, at: datetime) -> None:
    """Leave a position whose protection the broker does not take, unless legs not heard of yet hold its shares."""
    working = desk.state.order(name)
    if working is None or working.outcome != "rejected":
        return
    symbol = working.intent.request.symbol
    hear(desk, at, lambda: not _is_bare(desk, symbol))
    held = desk.state.portfolio.positions.get(symbol)
    if held is not None and _is_bare(desk, symbol):
        _give_up(desk, held, working.intent.reference_price, at, "the broker refused the order that protects it")


def _give_up(desk: Desk, held: Position, price: Decimal, at: datetime, why: str) -> None:
    if any(wish.leg.reduces for wish in desk.state.wishes_in(held.symbol)):
        return
    desk.record(NoteRow(at, "error", "UNPROTECTED", f"{held.symbol}: {why}; the position is closed"))
    leave(desk, held.symbol, Leg.STOP_LOSS, at, held.quantity, price)
