"""From a wish in the outbox to the order it has become by now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from botspec.domain.intents import Leg, Proposal, Wanted
from botspec.domain.orders import PositionSide, Side, TimeInForce
from botspec.domain.rows import DroppedRow
from botspec.exchange.legality import CRYPTO_MIN_COST, MIN_NOTIONAL, auction_closed, is_crypto
from botspec.execution.exits import NoDistance
from botspec.execution.policy import NO_TERMS, OrderPolicy, closing, has_passed, worth
from botspec.execution.resting import with_exits
from botspec.risk.limits.book import Book
from botspec.risk.sizing.rounding import shares
from botspec.run.desk import Desk
from botspec.run.most_entries import too_many
from botspec.run.removed import NO_LONGER_TRADED
from botspec.run.target_sizes import missing, within_cash


def propose(desk: Desk, wanted: Wanted, price: Decimal | None, book: Book, at: datetime) -> Proposal | None:
    """What is to be sent for a wish at `price`; None when it waits for one, or was dropped."""
    if wanted.leg.reduces:
        return _exit_proposal(desk, wanted, price, book, at)
    why = blocked(desk, wanted, at) or _unpriced(wanted, price)
    if price is None or why is not None:
        drop(desk, wanted, why or "", at)
        return None
    if wanted.weight is not None:
        return _towards_weight(desk, wanted, price, book, at)
    at_price = wanted.limit_price or wanted.stop_price or price
    if wanted.generation:
        quantity = wanted.quantity
    elif wanted.spend is not None:
        quantity = shares(wanted.spend, at_price)
    else:
        quantity = desk.bot.sizing.quantity(book.equity, at_price, wanted.risk)
    if quantity <= 0:
        drop(desk, wanted, f"{_size(desk, wanted)} is less than one share at {price} USD", at)
        return None
    proposal = not_too_small(desk, wanted, policy_of(desk, wanted).proposal(wanted, quantity, price), at)
    return None if proposal is None else _with_exits(desk, wanted, proposal, at)


def _size(desk: Desk, wanted: Wanted) -> str:
    """What says how much is to be opened."""
    if wanted.generation:
        return "the rest"
    return str(desk.bot.sizing) if wanted.spend is None else f"{wanted.spend:.2f} USD"


def _with_exits(desk: Desk, wanted: Wanted, proposal: Proposal, at: datetime) -> Proposal | None:
    """The entry with the exits that come with it, in a group that lives as long as the position."""
    if wanted.exits is None:
        return proposal
    lasts = proposal.time_in_force is TimeInForce.GTC or desk.bot.exits.before_close is not None
    groups = lasts and not desk.bot.exit.of(side_opened(wanted)).apart
    try:
        return with_exits(proposal, wanted.exits, groups=groups)
    except NoDistance as problem:
        drop(desk, wanted, str(problem), at)
        return None


def blocked(desk: Desk, wanted: Wanted, at: datetime) -> str | None:
    """Why nothing may be opened any more; None when it may."""
    if wanted.symbol in desk.bot.removed:
        return NO_LONGER_TRADED
    blocked = desk.state.no_entries(wanted.symbol) if desk.state.trips or desk.state.unclassified else None
    if blocked is not None:
        return blocked[1]
    if wanted.symbol in desk.state.split_on and desk.state.split_on[wanted.symbol] == desk.bot.hours.day(at):
        return "it was split today"
    if desk.bot.exits.most_entries is None:
        return None
    first = wanted.leg is Leg.ENTRY and wanted.symbol not in desk.state.portfolio.positions
    return too_many(desk, wanted.symbol, at) if first else None


def _unpriced(wanted: Wanted, price: Decimal | None) -> str | None:
    if price is None:
        return "no fresh price"
    return f"{price} USD is beyond the stop at {wanted.stop_price}" if has_passed(wanted, price) else None


def _towards_weight(desk: Desk, wanted: Wanted, price: Decimal, book: Book, at: datetime) -> Proposal | None:
    """A buy of what is missing by now, cut to what the cash there pays for."""
    fractional = desk.bot.fractional
    quantity = missing(wanted, desk.state.portfolio, book.equity, wanted.limit_price or price, fractional=fractional)
    if quantity <= 0:
        drop(desk, wanted, f"less than one share is missing at {price} USD", at)
        return None
    proposal = policy_of(desk, wanted).proposal(wanted, quantity, price)
    affordable = within_cash(proposal, book, fractional=fractional)
    if affordable <= 0:
        drop(desk, wanted, f"{book.cash} USD of cash pay for no share at {price} USD", at)
        return None
    notional = None if proposal.notional is None else worth(affordable, price)
    return not_too_small(desk, wanted, replace(proposal, quantity=affordable, notional=notional), at)


def not_too_small(desk: Desk, wanted: Wanted, proposal: Proposal, at: datetime) -> Proposal | None:
    """The proposal, unless it is for fewer USD than Alpaca takes."""
    if is_crypto(wanted.symbol) and (cost := proposal.quantity * proposal.reference_price) < CRYPTO_MIN_COST:
        drop(desk, wanted, f"{cost:.2f} USD are less than the {CRYPTO_MIN_COST} that an order for coins may be", at)
        return None
    if proposal.notional is None or proposal.notional >= MIN_NOTIONAL:
        return proposal
    drop(desk, wanted, f"{proposal.notional} USD are less than an order in USD may be", at)
    return None


def _exit_proposal(desk: Desk, wanted: Wanted, price: Decimal | None, book: Book, at: datetime) -> Proposal | None:
    quantity = desk.closable(wanted.symbol)
    side = PositionSide.LONG if wanted.side is Side.SELL else PositionSide.SHORT
    if quantity == 0 or (quantity > 0) != (side is PositionSide.LONG):
        drop(desk, wanted, "nothing left to close", at)
        return None
    if price is None or (desk.state.working and any(each.rests for each in desk.state.live_in(wanted.symbol))):
        return None
    if wanted.weight is not None:
        quantity = missing(wanted, desk.state.portfolio, book.equity, price, fractional=desk.bot.fractional)
        if quantity == 0:
            drop(desk, wanted, f"it is not above its weight any more at {price} USD", at)
            return None
    if has_passed(wanted, price):  # the stop it was to wait for is reached
        wanted, policy = NO_TERMS.instead(wanted), closing(wanted.symbol)
    else:
        policy = policy_of(desk, wanted)
    part = min(wanted.quantity, abs(quantity)) if wanted.leg is Leg.TAKE_PROFIT else abs(quantity)
    return policy.proposal(wanted, part, price)


def waits_for_the_market(desk: Desk, proposal: Proposal, at: datetime) -> bool:
    """True outside regular hours for an order that cannot trade there: it stays in the outbox until they begin."""
    return desk.bot.hours.extended and not proposal.extended_hours and not desk.bot.hours.fills_at_market(at)


def misses_auction(desk: Desk, wanted: Wanted, proposal: Proposal, at: datetime) -> bool:
    """True when the auction takes no orders at `at`: then an entry is dropped, and an exit waits for the next."""
    closed = auction_closed(proposal.time_in_force, at)
    if closed is not None and not wanted.leg.reduces:
        drop(desk, wanted, closed, at)
    return closed is not None


def policy_of(desk: Desk, wanted: Wanted) -> OrderPolicy:
    """How orders for this wish are sent."""
    if not wanted.leg.reduces:
        return desk.bot.entry.of(side_opened(wanted))
    side = PositionSide.LONG if wanted.side is Side.SELL else PositionSide.SHORT
    return closing(wanted.symbol) if wanted.leg.urgent else desk.bot.exit.of(side)


def side_opened(wanted: Wanted) -> PositionSide:
    """The side of the position that an entry opens."""
    return PositionSide.LONG if wanted.side is Side.BUY else PositionSide.SHORT


def drop(desk: Desk, wanted: Wanted, why: str, at: datetime) -> None:
    """Take a wish out of the outbox without an order."""
    desk.record(DroppedRow(at, wanted, why))
