"""Orders that waited too long: canceled at their deadline; the rest leaves again once the broker reported their end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from botspec.domain.intents import Wanted
from botspec.domain.rows import WantedRow
from botspec.execution.policy import NO_TERMS
from botspec.run.desk import Desk
from botspec.run.hearing import hear
from botspec.run.leaving import is_settled
from botspec.run.proposals import policy_of
from botspec.run.release import release_again
from botspec.run.trading_time import after, is_last_moment
from botspec.run.working import Working
from botspec.spec.words import Unfilled

if TYPE_CHECKING:
    from botspec.execution.patience import Patience
    from botspec.pipeline import Pipeline


def may_wait_too_long(bot: Pipeline) -> bool:
    """True when any policy ends orders that wait; without one nothing here has anything to do."""
    policies = (bot.entry.long, bot.entry.short, bot.exit.long, bot.exit.short)
    return any(policy.patience is not None for policy in policies)


def next_deadline(desk: Desk) -> datetime | None:
    """When the first of the working orders has waited too long; None when none ever has."""
    found = (deadline(desk, working) for working in desk.state.working.values())
    return min((at for at in found if at is not None), default=None)


def deadline(desk: Desk, working: Working) -> datetime | None:
    """When an order has waited too long; None for one that may wait, or is on its way out."""
    patience = None if working.cancel_requested else _patience(desk, working)
    if patience is None:
        return None
    return after(working.intent.created_at, patience.wait, desk.bot.hours_of(working.intent.request))


def give_up(desk: Desk, at: datetime) -> None:
    """Cancel what has waited too long by `at`, and wish for the rest once its end is known."""
    late = [working for working in desk.state.working.values() if _is_due(deadline(desk, working), at)]
    for working in late:
        patience = _patience(desk, working)
        again = patience is not None and patience.resends
        again = again and (working.intent.leg.reduces or not is_last_moment(at, desk.bot.hours))
        desk.cancel(working, f"unfilled after {patience.wait if patience else ''}", at, again=again)
    names = [name for name, working in desk.state.working.items() if working.again]
    names += [working.intent.request.client_order_id for working in late]
    if names:
        desk.carry_out(at)
        hear(desk, at, lambda: not any(name in desk.state.working for name in names))
    wish_again(desk, at)


def wish_again(desk: Desk, at: datetime) -> None:
    """Wish for the rest of every order that was canceled for it, as the next generation of the same decision."""
    for working in tuple(desk.state.again.values()):
        if working.wanted is None:
            continue
        wanted = _next(desk, working, working.wanted)
        if is_settled(desk, wanted):
            desk.state.again.pop(working.intent.request.client_order_id)
        else:
            desk.record(WantedRow(at, wanted))


def is_half_done(desk: Desk) -> bool:
    """True when a rest is on its way out or back in: nothing at a standstill, but where a process ended it stays so."""
    going = any(working.again for working in desk.state.working.values())
    return going or bool(desk.state.again) or any(wish.generation for wish in desk.state.outbox)


def let_go(desk: Desk, prices: Mapping[str, float], equity: float, at: datetime) -> None:
    """Deal with a deadline at `at`, at fresh `prices`: what waited too long ends, and its rest leaves."""
    give_up(desk, at)
    if not is_last_moment(at, desk.bot.hours):
        release_again(desk, prices, equity, at)
    desk.carry_out(at)


def _next(desk: Desk, working: Working, wanted: Wanted) -> Wanted:
    rest = replace(wanted, generation=wanted.generation + 1, quantity=working.unfilled)
    patience = policy_of(desk, wanted).patience
    return NO_TERMS.instead(rest) if patience is not None and patience.then is Unfilled.MARKET else rest


def _patience(desk: Desk, working: Working) -> Patience | None:
    """What the order's policy says of waiting, while that still holds for it."""
    wanted = working.wanted
    patience = None if wanted is None or working.rests else policy_of(desk, wanted).patience
    if wanted is None or patience is None:
        return None
    if patience.then is Unfilled.MARKET and wanted.generation:
        return None
    if patience.then is Unfilled.REPRICE and wanted.limit_price is not None:
        furthest = patience.last_price(wanted.limit_price, wanted.side)
        return None if working.intent.request.limit_price == furthest else patience
    return patience


def _is_due(deadline: datetime | None, at: datetime) -> bool:
    return deadline is not None and deadline <= at
