"""What is entered at a bar's close: candidates in rank order, sized, then judged by every limit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.exits import ExitPlan
from botspec.domain.intents import Leg, Proposal, Wanted, worst_of
from botspec.domain.orders import PositionSide
from botspec.domain.rows import WantedRow
from botspec.execution.exits import NoDistance
from botspec.execution.policy import has_passed
from botspec.risk.limits.book import MARKET_COLLAR
from botspec.risk.limits.capital import Capital
from botspec.risk.limits.limit import judge
from botspec.run.desk import Desk
from botspec.run.foreseen import foresee
from botspec.run.increments import rounded, too_few
from botspec.run.leaving import is_settled
from botspec.run.most_entries import too_many
from botspec.run.notes import denial, deny, note, note_standing
from botspec.run.prices import exact_prices, price_at, terms
from botspec.run.projection import at_decision
from botspec.run.share_risk import is_missing, share_risk
from botspec.run.view import UNKNOWN, WARMING_UP, YES, View
from botspec.run.ways_out import closes_soon
from botspec.spec.words import EntryScope

if TYPE_CHECKING:
    from botspec.execution.policy import Terms
    from botspec.risk.limits.book import Book

SHORT_OF_CASH = denial(Capital.kind)

Candidate = tuple[int, PositionSide]
Problem = tuple[str, str]


def want_entries(desk: Desk, view: View, equity: float) -> None:
    """Wish into every flat symbol whose entry rule is true, as far as guards and limits let it."""
    signalled = view.signalled
    if not signalled:
        return
    symbols, engaged = desk.bot.symbols, desk.state.engaged
    stopped = desk.state.trips or desk.state.unclassified
    found = [_candidate(desk, view, column) for column in signalled if symbols[column] not in engaged]
    candidates = [each for each in found if each is not None and not (stopped and _is_blocked(desk, view, *each))]
    if not candidates or _too_late(desk, view, candidates):
        return
    desk.priced = False
    book = at_decision(desk, exact_prices(desk, view), Decimal(repr(equity)), view.at)
    if len(candidates) > 1:
        candidates.sort(key=lambda candidate: (-view.rank(candidate[0]), candidate[0]))
    before: Proposal | None = None  # the book takes it in where another candidate is to be judged
    for column, side in candidates:
        if before is not None:
            book = book.approving(before)
        before = _want_entry(desk, view, column, side, book)


def _candidate(desk: Desk, view: View, column: int) -> Candidate | None:
    if view.signals.short is None and view.signals.long.entry.item(view.row, column) == YES:
        return column, PositionSide.LONG
    signals = {side: view.entry(column, side) for side, _ in view.signals.sides}
    wanted = [side for side, signal in signals.items() if signal == YES]
    if len(wanted) == 1:
        return column, wanted[0]
    if wanted:
        note(desk, view, column, wanted[0], "NO_TRADE_BOTH_SIDES", "the entry rules of both sides are true")
        return None
    for side, signal in signals.items():
        if signal == WARMING_UP:
            detail = f"{desk.bot.strategy.warmup} bars are needed first"
            note_standing(desk, view, column, side, "NO_TRADE_WARM_UP", detail)
        elif signal == UNKNOWN:
            note_standing(desk, view, column, side, "NO_TRADE_UNKNOWN", "a value of the entry rule is missing")
    return None


def _is_blocked(desk: Desk, view: View, column: int, side: PositionSide) -> bool:
    blocked = desk.state.no_entries(desk.bot.symbols[column])
    if blocked is not None:
        note(desk, view, column, side, *blocked)
    return blocked is not None


def _want_entry(desk: Desk, view: View, column: int, side: PositionSide, book: Book) -> Proposal | None:
    """What was approved, None where nothing was."""
    if desk.bare and _is_short_still(desk, view, column, side, book):
        return None
    wanted = _wanted(desk, view, column, side, book)
    if wanted is None or is_settled(desk, wanted):
        return None
    proposal = desk.bot.entry.of(side).proposal(wanted, wanted.quantity, wanted.reference_price)
    verdict = judge(proposal, book, desk.bot.limits)
    if verdict.denied_by is not None:
        deny(desk, view, column, side, (wanted, proposal, verdict.denied_by, verdict.readings[verdict.denied_by]))
        return None
    desk.record(WantedRow(view.at, wanted))
    foresee(desk, wanted, proposal, verdict, book)
    return proposal


def _is_short_still(desk: Desk, view: View, column: int, side: PositionSide, book: Book) -> bool:
    """Whether a bare entry was denied for want of cash and still would be: that is no news, so nothing is made for it.

    It is what becomes of most signals while everything is invested.
    """
    last = desk.state.reasons.get(desk.bot.symbols[column])
    if last is None or last[0] != SHORT_OF_CASH or last[1] < view.since(column, side) or desk.state.steps:
        return False
    price = price_at(view, column)
    quantity = desk.bot.sizing.quantity(book.equity, price)
    return quantity > 0 and Capital.is_beyond(quantity * worst_of(price, None, None, None, MARKET_COLLAR), book)


def _wanted(desk: Desk, view: View, column: int, side: PositionSide, book: Book) -> Wanted | None:
    if desk.bare and not desk.state.steps:  # all that can be in the way is a size of nothing
        price = price_at(view, column)
        quantity = desk.bot.sizing.quantity(book.equity, price)
        if quantity > 0:
            symbol = desk.bot.symbols[column]
            return Wanted(symbol, side.opens, Leg.ENTRY, "enter", view.at, quantity, price)
    return _asked_for(desk, view, column, side, book)


def _asked_for(desk: Desk, view: View, column: int, side: PositionSide, book: Book) -> Wanted | None:
    """As `_wanted`, with everything that an entry may ask for; what is missing is noted."""
    priced, price = entry_terms(desk, view, column, side), price_at(view, column)
    if priced is None:
        return None
    at_price = priced.price or price
    exits, problem = frozen_exits(desk, view, column, side, at_price)
    risk = share_risk(desk, view, column, side, at_price, exits)
    sized = desk.bot.sizing.quantity(book.equity, at_price, risk)
    quantity = rounded(desk, desk.bot.symbols[column], sized) if desk.state.steps else sized
    if problem is None and is_missing(desk, risk):
        problem = "NO_TRADE_RISK_UNKNOWN", "what one share risks is not known here, so there is no size"
    elif problem is None and quantity <= 0:
        small = "less than one share" if sized <= 0 else too_few(desk, desk.bot.symbols[column])
        problem = "NO_TRADE_TOO_SMALL", f"{desk.bot.sizing} is {small} at {price} USD"
    if problem is not None:
        note(desk, view, column, side, *problem)
        return None
    symbol = desk.bot.symbols[column]
    wanted = Wanted(symbol, side.opens, Leg.ENTRY, "enter", view.at, quantity, price, risk=risk, exits=exits)
    return unless_passed(desk, view, column, side, priced.on(wanted))


def entry_terms(desk: Desk, view: View, column: int, side: PositionSide) -> Terms | None:
    """What an entry's price rules come to here; None, noted, where one is unknown."""
    priced = terms(desk.bot.entry.of(side), side.opens, view, column)
    if priced is None:
        note(desk, view, column, side, "NO_TRADE_PRICE_UNKNOWN", "the entry's price rule has no value here")
    return priced


def unless_passed(desk: Desk, view: View, column: int, side: PositionSide, wanted: Wanted) -> Wanted | None:
    """The wish, unless its stop was passed already: such a stop is never sent."""
    if not has_passed(wanted, wanted.reference_price):
        return wanted
    text = f"{wanted.reference_price} USD is beyond the stop at {wanted.stop_price}"
    note(desk, view, column, side, "NO_TRADE_STOP_PASSED", text)
    return None


def frozen_exits(
    desk: Desk, view: View, column: int, side: PositionSide, price: Decimal
) -> tuple[ExitPlan | None, Problem | None]:
    """What the entry freezes, or why there can be none."""
    if exhausted := _used_up(desk, view, column):
        return None, ("NO_TRADE_MAX_ENTRIES", exhausted)
    if not desk.bot.exits.frozen:
        return None, None
    try:
        return desk.bot.exits.plan(lambda rule: view.number(rule, column), price, side.opens.sign), None
    except NoDistance as problem:
        return None, ("NO_TRADE_NO_EXIT", str(problem))


def _too_late(desk: Desk, view: View, candidates: list[Candidate]) -> bool:
    """What is opened now could not be closed in time before the session's close."""
    if not closes_soon(desk, view):
        return False
    for column, side in candidates:
        note(desk, view, column, side, "NO_TRADE_BEFORE_CLOSE", "positions are closed before the session's close")
    return True


def _used_up(desk: Desk, view: View, column: int) -> str | None:
    """Where orders leave at once, entries are counted here; where they wait for an open, when they leave."""
    most = desk.bot.exits.most_entries
    if most is None or not desk.bot.at_once:
        return None
    waiting = [wish for wish in desk.state.outbox if wish.leg is Leg.ENTRY and most.scope is EntryScope.BOT]
    return too_many(desk, desk.bot.symbols[column], view.at, besides=len(waiting))
