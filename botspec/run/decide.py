"""The only place where a decision is made: exits first, then entries in rank order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Leg, Reading, Wanted
from botspec.domain.orders import OrderType, Side
from botspec.domain.rows import DecisionRow, DeniedRow, DroppedRow, WantedRow
from botspec.execution.policy import FLATTEN_POLICY, OrderPolicy
from botspec.execution.ticks import passive
from botspec.risk.limits.limit import judge
from botspec.run.desk import Desk
from botspec.run.marks import holdings
from botspec.run.projection import project
from botspec.run.state import is_entry
from botspec.run.view import UNKNOWN, WARMING_UP, YES, View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.domain.intents import Proposal
    from botspec.risk.limits.book import Book

NOTHING = Decimal(0)


def decide(desk: Desk, view: View, equity: float) -> None:
    """Fill the outbox with what this bar's close asks for. Doing it again for the same bar adds nothing."""
    _want_exits(desk, view)
    _want_entries(desk, view, Decimal(repr(equity)))


def _want_exits(desk: Desk, view: View) -> None:
    flattening = desk.state.flattening
    for column, symbol in sorted([(desk.columns[symbol], symbol) for symbol in desk.state.engaged]):
        if flattening or view.exit(column) == YES:
            _leave(desk, view, column, symbol, Leg.FLATTEN if flattening else Leg.EXIT)


def _leave(desk: Desk, view: View, column: int, symbol: str, leg: Leg) -> None:
    reducing = False
    for working in desk.state.live_in(symbol):
        outdated = is_entry(working) or (leg is Leg.FLATTEN and working.intent.request.type is OrderType.LIMIT)
        if outdated:
            desk.cancel(working, f"{leg} wanted", view.at)
        reducing = reducing or not is_entry(working)
    quantity = desk.state.portfolio.quantity(symbol)
    if quantity <= 0 or reducing or _waits(desk, view, symbol, leg):
        return
    policy = FLATTEN_POLICY if leg is Leg.FLATTEN else desk.bot.exit
    limit_price = _limit_price(policy, Side.SELL, view.signals.exit_price, view, column)
    if policy.type is OrderType.LIMIT and limit_price is None:
        _note(desk, view, column, "NO_EXIT_PRICE_UNKNOWN", "the exit's price rule has no value here")
        return
    wanted = Wanted(
        symbol=symbol,
        side=Side.SELL,
        leg=leg,
        rule="exit" if leg is Leg.EXIT else _flatten_rule(desk),
        decided_at=view.at,
        quantity=quantity,
        reference_price=_price(view, column),
        limit_price=limit_price,
    )
    if not _is_settled(desk, wanted):
        desk.record(WantedRow(view.at, wanted))


def _waits(desk: Desk, view: View, symbol: str, leg: Leg) -> bool:
    """True when a way out waits already; a limit order's wish makes way for a flatten."""
    waiting = [wish for wish in desk.state.wishes_in(symbol) if wish.leg.reduces]
    for wish in waiting:
        if leg is Leg.FLATTEN and wish.limit_price is not None:
            desk.record(DroppedRow(view.at, wish, "flatten wanted"))
            return False
    return bool(waiting)


def _is_settled(desk: Desk, wanted: Wanted) -> bool:
    """True when this very decision has become an order before: an order id is never used twice."""
    return desk.state.order(desk.bot.client_order_id(wanted)) is not None


def _flatten_rule(desk: Desk) -> str:
    trip = desk.state.blocked_by
    return trip.guard if trip is not None else "flatten"


def _want_entries(desk: Desk, view: View, equity: Decimal) -> None:
    engaged = desk.state.engaged
    candidates = [column for column in view.signalled if _may_enter(desk, view, column, engaged)]
    trip = desk.state.blocked_by
    if trip is not None:
        for column in candidates:
            _note(desk, view, column, "BLOCKED_BY_GUARD", f"{trip.guard} tripped ({trip.id})")
        return
    if not candidates:
        return
    held = holdings(desk.state.portfolio, desk.columns)
    prices = {desk.bot.symbols[column]: _price(view, column) for column, _ in held if _known(view, column)}
    book = project(desk.state, prices, equity, view.at)
    for column in sorted(candidates, key=lambda column: (-view.rank(column), column)):
        book = _want_entry(desk, view, column, book)


def _may_enter(desk: Desk, view: View, column: int, engaged: frozenset[str]) -> bool:
    if desk.bot.symbols[column] in engaged:
        return False
    signal = view.entry(column)
    if signal == WARMING_UP:
        _note(desk, view, column, "NO_TRADE_WARM_UP", f"{desk.bot.strategy.warmup} bars are needed first")
    elif signal == UNKNOWN:
        _note(desk, view, column, "NO_TRADE_UNKNOWN", "a value of the entry rule is missing")
    return signal == YES


def _want_entry(desk: Desk, view: View, column: int, book: Book) -> Book:
    policy = desk.bot.entry
    limit_price = _limit_price(policy, Side.BUY, view.signals.entry_price, view, column)
    if policy.type is OrderType.LIMIT and limit_price is None:
        _note(desk, view, column, "NO_TRADE_PRICE_UNKNOWN", "the entry's price rule has no value here")
        return book
    price = _price(view, column)
    quantity = desk.bot.sizing.quantity(book.equity, limit_price or price)
    if quantity <= 0:
        _note(desk, view, column, "NO_TRADE_TOO_SMALL", f"{desk.bot.sizing} is less than one share at {price} USD")
        return book
    wanted = Wanted(
        symbol=desk.bot.symbols[column],
        side=Side.BUY,
        leg=Leg.ENTRY,
        rule="enter",
        decided_at=view.at,
        quantity=quantity,
        reference_price=price,
        limit_price=limit_price,
    )
    if _is_settled(desk, wanted):
        return book
    proposal = policy.proposal(wanted, quantity, price)
    verdict = judge(proposal, book, desk.bot.limits)
    if verdict.denied_by is not None:
        _deny(desk, view, column, wanted, proposal, verdict.denied_by, verdict.readings[verdict.denied_by])
        return book
    desk.record(WantedRow(view.at, wanted))
    return book.approving(proposal)


def _deny(
    desk: Desk, view: View, column: int, wanted: Wanted, proposal: Proposal, limit: str, reading: Reading
) -> None:
    if _is_news(desk, view, column, f"DENIED_{limit.upper()}"):
        desk.record(DeniedRow(view.at, wanted, proposal, limit, reading))


def _note(desk: Desk, view: View, column: int, reason: str, detail: str) -> None:
    if _is_news(desk, view, column, reason):
        desk.record(DecisionRow(view.at, desk.bot.symbols[column], reason, detail))


def _is_news(desk: Desk, view: View, column: int, reason: str) -> bool:
    """True unless this reason was already written down for the signal that stands now."""
    last = desk.state.reasons.get(desk.bot.symbols[column])
    return last is None or last[0] != reason or last[1] < view.since(column)


def _limit_price(
    policy: OrderPolicy, side: Side, column_prices: NDArray[np.float64] | None, view: View, column: int
) -> Decimal | None:
    if policy.type is not OrderType.LIMIT or column_prices is None:
        return None
    price = float(column_prices[view.row, column])
    if not 0 < price < float("inf"):
        return None
    rounded = passive(Decimal(repr(round(price, 9))), side)  # 100 * 1.1 is 110, not a cent more
    return rounded if rounded > 0 else None


def _known(view: View, column: int) -> bool:
    return 0 < float(view.close[column]) < float("inf")


def _price(view: View, column: int) -> Decimal:
    return Decimal(repr(float(view.close[column])))
