"""The outbox leaves: sized again, checked against every limit again, journalled, committed, sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from botspec.domain.intents import Intent, Proposal, Wanted
from botspec.domain.orders import OrderRequest, StopLoss
from botspec.domain.rows import DeniedRow, IntentRow
from botspec.exchange.prices import exact, usable
from botspec.execution.identity import intent_of
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import Verdict, judge
from botspec.run.desk import Desk
from botspec.run.foreseen import Foreseen, foreseen
from botspec.run.hearing import hear
from botspec.run.increments import in_steps, too_few
from botspec.run.projection import project
from botspec.run.proposals import blocked, drop, misses_auction, not_too_small, propose, waits_for_the_market
from botspec.run.watch import watch_orders

NOTHING = Decimal(0)


def release(
    desk: Desk, prices: Mapping[str, float], equity: float, at: datetime, settle: Callable[[], float] | None = None
) -> None:
    """Turn every wish in the outbox into an order, a denial or a drop; exits first, entries in the order decided.

    `prices` are fresh ones, USD: an exit without one waits, an entry without one is dropped. What is bought to reach a
    weight is paid from what is sold: it leaves once `settle` has booked the fills of the sales, sized by the equity
    that it gives, as after a restart in between; without a `settle` it waits in the outbox while a sale works.
    """
    wishes = list(desk.state.outbox)
    if len(wishes) > 1:
        wishes.sort(key=lambda wanted: not wanted.leg.reduces)
    funded = [wanted for wanted in wishes if wanted.weight is not None and not wanted.leg.reduces]
    if not funded:
        _send(desk, wishes, prices, equity, at)
        return
    _send(desk, [wanted for wanted in wishes if wanted not in funded], prices, equity, at)
    if settle is not None and desk.state.selling:
        equity = settle()
    if settle is not None or not desk.state.selling:
        _send(desk, [wanted for wanted in funded if wanted in desk.state.outbox], prices, equity, at)


def _send(desk: Desk, wishes: Sequence[Wanted], prices: Mapping[str, float], equity: float, at: datetime) -> None:
    if not wishes:
        return
    _make_room(desk, wishes, prices, at)

    def known(symbol: str) -> Decimal | None:
        price = prices.get(symbol)
        return exact(price) if price is not None and usable(price) else None

    if (seen := foreseen(desk, wishes, known, equity, at)) is not None:
        released = _release_foreseen(desk, seen, at)
        approved = [] if released is None else [released]
    else:
        approved = _approved(desk, wishes, known, equity, at)
    if not approved:
        return
    desk.carry_out(at)
    desk.send_all([desk.state.working[client_order_id] for client_order_id in approved], at)
    watch_orders(desk, equity, at)


def _approved(
    desk: Desk, wishes: Sequence[Wanted], known: Callable[[str], Decimal | None], equity: float, at: datetime
) -> list[str]:
    """The ids of what may leave; each is judged with those before it.

    Wishes do not count against themselves: the book is built as if none waited and grows with each approval.
    """
    book = project(desk, known, Decimal(repr(equity)), at, waiting=())
    approved: list[str] = []
    before: Proposal | None = None  # the book takes it in where another wish is to be judged
    for wanted in wishes:
        if before is not None:
            book, before = book.approving(before), None
        released = _release(desk, wanted, known(wanted.symbol), book, at)
        if released is not None:
            before, client_order_id = released
            approved.append(client_order_id)
    return approved


def release_exits(desk: Desk, prices: Mapping[str, float], equity: float, at: datetime) -> None:
    """Only what reduces: what waited for its price, or for the legs that held its shares."""
    _send(desk, [wanted for wanted in desk.state.outbox if wanted.leg.reduces], prices, equity, at)


def release_again(desk: Desk, prices: Mapping[str, float], equity: float, at: datetime) -> None:
    """Only the rests of orders that waited too long, exits first."""
    wishes = sorted(desk.state.outbox, key=lambda wanted: not wanted.leg.reduces)
    _send(desk, [wanted for wanted in wishes if wanted.generation], prices, equity, at)


def _make_room(desk: Desk, wishes: Sequence[Wanted], prices: Mapping[str, float], at: datetime) -> None:
    """Cancel what rests in the symbols that are left: nothing is sold twice, and a leg filled by then wins."""
    if not desk.state.working:
        return
    leaving = {wanted.symbol: wanted.leg for wanted in wishes if wanted.leg.reduces and wanted.symbol in prices}
    resting = [each for each in desk.state.working.values() if each.rests and each.intent.request.symbol in leaving]
    if not resting:
        return
    for working in resting:
        desk.cancel(working, f"{leaving[working.intent.request.symbol]} wanted", at)
    desk.carry_out(at)
    names = [working.intent.request.client_order_id for working in resting]
    hear(desk, at, lambda: not any(name in desk.state.working for name in names))


def drop_stale(desk: Desk, before: datetime, at: datetime) -> None:
    """Drop entries decided earlier than `before`: the open they were meant for passed without us. Exits stay."""
    for wanted in list(desk.state.outbox):
        if not wanted.leg.reduces and wanted.decided_at < before:
            drop(desk, wanted, "its open was missed", at)


def drop_late(desk: Desk, most: timedelta, at: datetime) -> None:
    """Drop entries whose bar closed more than `most` before `at`: its prices say nothing of what they would pay.

    Exits stay, and so do the rests of orders and what is bought to reach a weight: these are priced when they leave.
    """
    for wanted in list(desk.state.outbox):
        if wanted.leg.reduces or wanted.generation or wanted.weight is not None:
            continue
        late = at - wanted.decided_at
        if late > most:
            drop(desk, wanted, f"its bar was dealt with {late.total_seconds():.0f} s late", at)


def _release(
    desk: Desk, wanted: Wanted, price: Decimal | None, book: Book, at: datetime
) -> tuple[Proposal, str] | None:
    """What was approved, and the id of its order; None where nothing was."""
    proposal = propose(desk, wanted, price, book, at)
    if proposal is not None and desk.state.steps:
        proposal = _in_steps(desk, wanted, proposal, at)
    if proposal is None or not _may_leave(desk, wanted, proposal, at):
        return None
    verdict = judge(proposal, book, desk.bot.limits)
    if verdict.denied_by is not None:
        desk.record(DeniedRow(at, wanted, proposal, verdict.denied_by, verdict.readings[verdict.denied_by]))
        return None
    return proposal, _intended(desk, wanted, proposal, verdict, at)


def _release_foreseen(desk: Desk, seen: Foreseen, at: datetime) -> str | None:
    """The id of the order; None where nothing may leave after all."""
    wanted = seen.wanted
    if (why := blocked(desk, wanted, at)) is not None:
        drop(desk, wanted, why, at)
        return None
    proposal = not_too_small(desk, wanted, seen.proposal, at)
    if proposal is None or not _may_leave(desk, wanted, proposal, at):
        return None
    return _intended(desk, wanted, proposal, seen.verdict, at)


def _may_leave(desk: Desk, wanted: Wanted, proposal: Proposal, at: datetime) -> bool:
    return not (waits_for_the_market(desk, proposal, at) or misses_auction(desk, wanted, proposal, at))


def _intended(desk: Desk, wanted: Wanted, proposal: Proposal, verdict: Verdict, at: datetime) -> str:
    intent = _intent(desk, wanted, proposal, at)
    desk.record(IntentRow(at, intent, wanted, verdict.readings))
    return intent.request.client_order_id


def _in_steps(desk: Desk, wanted: Wanted, proposal: Proposal, at: datetime) -> Proposal | None:
    """The proposal as its asset may be ordered; dropped when that is too little."""
    rounded = in_steps(desk, proposal)
    if rounded is None:
        drop(desk, wanted, f"{proposal.quantity:f} are {too_few(desk, wanted.symbol)}", at)
    return rounded


def _intent(desk: Desk, wanted: Wanted, proposal: Proposal, at: datetime) -> Intent:
    name = desk.bot.client_order_id(wanted)
    request = OrderRequest(  # in the order of its fields: names would double what one costs
        name,
        proposal.symbol,
        proposal.side,
        proposal.type,
        proposal.time_in_force,
        proposal.quantity if proposal.notional is None else NOTHING,
        proposal.limit_price,
        proposal.stop_price,
        proposal.trail_price,
        proposal.trail_percent,
        proposal.notional,
        proposal.extended_hours,
        proposal.order_class,
        proposal.take_profit,
        None if proposal.stop_loss is None else StopLoss(proposal.stop_loss),
    )
    decided, price = wanted.decided_at, proposal.reference_price
    return Intent(intent_of(name), wanted.leg, wanted.rule, decided, at, wanted.generation, price, request)
