"""The only place where a decision is made: exits first, then entries in rank order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Leg, Reading, Wanted
from botspec.domain.orders import OrderType, Side
from botspec.domain.rows import DecisionRow, DeniedRow, WantedRow
from botspec.execution.policy import FLATTEN_POLICY, OrderPolicy
from botspec.execution.ticks import passive
from botspec.risk.limits.limit import judge
from botspec.run.desk import Desk
from botspec.run.leaving import clear_the_way, is_settled, leave
from botspec.run.marks import holdings
from botspec.run.projection import project
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
    quantity = clear_the_way(desk, symbol, leg, view.at)
    if quantity <= 0:
        return
    policy = FLATTEN_POLICY if leg is Leg.FLATTEN else desk.bot.exit
    limit_price = _limit_price(policy, Side.SELL, view.signals.exit_price, view, column)
    if policy.type is OrderType.LIMIT and limit_price is None:
        _note(desk, view, column, "NO_EXIT_PRICE_UNKNOWN", "the exit's price rule has no value here")
        return
    leave(desk, symbol, leg, view.at, quantity, _price(view, column), limit_price)


def _want_entries(desk: Desk, view: View, equity: Decimal) -> None:
    engaged = desk.state.engaged
    candidates = [column for column in view.signalled if _may_enter(desk, view, column, engaged)]
    blocked = desk.state.no_entries
    if blocked is not None:
        for column in candidates:
            _note(desk, view, column, *blocked)
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
    if is_settled(desk, wanted):
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
