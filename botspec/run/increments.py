"""What orders for coins are made of, as the broker tells: learnt at a start, kept in the journal, held to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.assets import ANY_COINS
from botspec.domain.orders import Side
from botspec.domain.rows import AssetRow
from botspec.market.hours import is_pair

if TYPE_CHECKING:
    from botspec.domain.assets import Steps
    from botspec.domain.intents import Proposal
    from botspec.domain.portfolio import Position
    from botspec.execution.resting import Protection
    from botspec.run.desk import Desk
    from botspec.run.environment import Assets

BACK = {Side.BUY: Side.SELL, Side.SELL: Side.BUY}


def learn(desk: Desk, assets: Assets | None, at: datetime) -> None:
    """Ask what the bot's coins are ordered in, and write down what is new. Raises Unavailable, CredentialsRefused."""
    coins = [symbol for symbol in desk.bot.symbols if is_pair(symbol)]
    if assets is not None and coins:
        told = {facts.symbol: facts.steps for facts in assets(coins) if facts.steps is not None}
        tell_steps(desk, told, at)


def tell_steps(desk: Desk, told: Mapping[str, Steps], at: datetime) -> None:
    """Write down what is not known yet."""
    for symbol, steps in told.items():
        if symbol in desk.bot.symbols and steps != desk.state.steps.get(symbol, ANY_COINS):
            desk.record(AssetRow(at, symbol, steps))


def rounded(desk: Desk, symbol: str, quantity: Decimal) -> Decimal:
    """Toward zero, to what the broker takes; 0 for less than that."""
    steps = desk.state.steps.get(symbol) if desk.state.steps else None
    return quantity if steps is None else steps.coins(quantity)


def in_steps(desk: Desk, proposal: Proposal) -> Proposal | None:
    """The order as its asset may be ordered; None when it is for fewer coins than that."""
    steps = desk.state.steps.get(proposal.symbol)
    if steps is None:
        return proposal
    quantity, limit, stop = steps.coins(proposal.quantity), proposal.limit_price, proposal.stop_price
    if quantity == 0:
        return None
    return replace(
        proposal,
        quantity=quantity,
        limit_price=None if limit is None else steps.priced(limit, proposal.side),
        stop_price=None if stop is None else steps.priced(stop, BACK[proposal.side]),
    )


def protections_in_steps(desk: Desk, held: Position, found: Sequence[Protection]) -> Sequence[Protection]:
    """Exits to rest as their asset may be ordered: a target no nearer than written; too few coins rest nowhere."""
    steps, closes = desk.state.steps.get(held.symbol), Side.SELL if held.quantity > 0 else Side.BUY
    if steps is None:
        return found
    whole = (
        replace(
            each,
            quantity=steps.coins(each.quantity),
            target=None if each.target is None else steps.priced(each.target, closes),
            stop=None if each.stop is None else steps.priced(each.stop, BACK[closes]),
        )
        for each in found
    )
    return [each for each in whole if each.quantity > 0]


def too_few(desk: Desk, symbol: str) -> str:
    """Why nothing may be ordered, as a part of a sentence."""
    steps = desk.state.steps.get(symbol, ANY_COINS)
    return f"less than the {steps.least:f} that the broker takes an order for ({steps})"
