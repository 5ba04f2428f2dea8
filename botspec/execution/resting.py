"""Exits that wait at the broker: at which prices, and whether they can leave together with the entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from botspec.domain.exits import Distance, ExitPlan
from botspec.domain.intents import Leg, Proposal
from botspec.domain.orders import OrderClass, OrderType, Side, TimeInForce
from botspec.exchange.legality import CLASS_TIMES_IN_FORCE, CLASS_TYPES, LEG_DISTANCE, is_crypto
from botspec.execution.exits import NoDistance
from botspec.execution.levels import NOTHING, WHOLE, moved, part_of
from botspec.execution.policy import NO_TERMS, Terms, trailing
from botspec.execution.ticks import passive
from botspec.spec.words import Resting


@dataclass(frozen=True, slots=True)
class Rest:
    """Prices on the tick at which the exits of a position rest; a stop later, a target better than its level."""

    stop: Decimal | None
    targets: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Protection:
    """An order that protects `quantity` shares: a target, a stop, both as one OCO, or Alpaca's own trailing stop.

    `trail` is how far that follows behind the best price, `begins` the level at which it begins, USD.
    """

    quantity: Decimal
    stop: Decimal | None = None
    target: Decimal | None = None
    trail: Terms = NO_TERMS
    begins: Decimal | None = None

    @property
    def leg(self) -> Leg:
        """What it is; an OCO is known by its target."""
        if self.begins is not None:
            return Leg.TRAILING_STOP
        return Leg.STOP_LOSS if self.target is None else Leg.TAKE_PROFIT

    @property
    def price(self) -> Decimal:
        """The price it is placed at, USD; of an OCO the target's."""
        return (self.begins or self.stop or NOTHING) if self.target is None else self.target

    @property
    def type(self) -> OrderType:
        """A stop alone is a stop order, everything else but a trailing stop a limit order."""
        if self.begins is not None:
            return OrderType.TRAILING_STOP
        return OrderType.STOP if self.target is None else OrderType.LIMIT


def resting(plan: ExitPlan | None) -> bool:
    """True when any exit of the position is to wait at the broker."""
    return plan is not None and bool(plan.rests)


def rest_at(plan: ExitPlan, entry: Decimal, opens: Side) -> Rest:
    """Where the resting exits of a position stand that was opened at `entry` by an order of that side."""
    sign, closes = opens.sign, Side.SELL if opens is Side.BUY else Side.BUY
    stop = None
    if plan.stop_loss is not None and Resting.STOP_LOSS in plan.rests:
        stop = passive(moved(entry, plan.stop_loss, -sign), opens)
    rungs = plan.take_profit if Resting.TAKE_PROFIT in plan.rests else ()
    return Rest(stop, tuple(passive(moved(entry, rung.at, sign), closes) for rung in rungs))


def with_exits(proposal: Proposal, plan: ExitPlan | None, *, groups: bool) -> Proposal:
    """The entry together with its resting exits, as a bracket or an OTO where Alpaca takes one; else as it is.

    Unless `groups`, they are placed once it is filled. Raises NoDistance when an exit lies on the wrong side.
    """
    if plan is None or not resting(plan):
        return proposal
    price = proposal.limit_price or proposal.reference_price
    rest = rest_at(plan, price, proposal.side)
    _check(rest, price, proposal.side.sign)
    target = rest.targets[0] if rest.targets else None
    if not groups or not _groupable(proposal, plan, rest):
        return proposal
    both = rest.stop is not None and target is not None
    return replace(
        proposal, order_class=OrderClass.BRACKET if both else OrderClass.OTO, take_profit=target, stop_loss=rest.stop
    )


@dataclass(frozen=True, slots=True)
class Bare:
    """`quantity` shares without protection of a position of `entered`, of which targets have closed `taken`.

    `stop` is where its stop has been moved to, if anywhere.
    """

    quantity: Decimal
    entered: Decimal
    taken: Decimal
    stop: Decimal | None = None


def protections(plan: ExitPlan, entry: Decimal, opens: Side, bare: Bare) -> list[Protection]:
    """The orders that protect what is bare: an OCO for each rung still to come, a stop for the rest.

    Parts of shares have a stop only, or the first target that is for all of them: Alpaca takes no groups of them, nor
    trailing stops.
    """
    if plan.trail is not None and Resting.TRAILING_STOP in plan.rests:
        return _trailing(plan.trail, entry, opens, bare)
    rest, quantity, taken = _as_moved(rest_at(plan, entry, opens), opens, bare.stop), bare.quantity, bare.taken
    if quantity != quantity.to_integral_value():
        target = rest.targets[0] if rest.targets and rest.stop is None else None
        return [Protection(quantity, rest.stop, target)]
    found, left = [], quantity
    for index, (rung, target) in enumerate(zip(plan.take_profit, rest.targets, strict=False)):
        last = index == len(rest.targets) - 1 and sum(each.part for each in plan.take_profit) >= 1
        whole = part_of(bare.entered, rung.part)
        part = left if last else min(max(whole - taken, NOTHING), left)
        taken = max(taken - whole, NOTHING)
        if part > 0:
            found.append(Protection(part, rest.stop, target))
            left -= part
    return [*found, Protection(left, rest.stop)] if left > 0 and rest.stop is not None else found


def _as_moved(rest: Rest, opens: Side, stop: Decimal | None) -> Rest:
    """With the stop where it has been moved to: it is never placed further away again."""
    if stop is None or rest.stop is None:
        return rest
    tighter = max if opens is Side.BUY else min
    return replace(rest, stop=tighter(rest.stop, passive(stop, opens)))


def _trailing(trail: Distance, entry: Decimal, opens: Side, bare: Bare) -> list[Protection]:
    if bare.quantity != bare.quantity.to_integral_value():
        return []
    begins = passive(moved(entry, trail, -opens.sign), opens)
    return [Protection(bare.quantity, trail=trailing(trail, entry), begins=max(begins, LEG_DISTANCE))]


def _check(rest: Rest, price: Decimal, sign: int) -> None:
    if rest.stop is not None and (price - rest.stop) * sign < LEG_DISTANCE:
        raise NoDistance(f"the stop at {rest.stop} USD is less than a cent from {price} USD, or beyond it")
    for target in rest.targets:
        if (target - price) * sign < LEG_DISTANCE:
            raise NoDistance(f"the target at {target} USD is less than a cent from {price} USD, or beyond it")


def _groupable(proposal: Proposal, plan: ExitPlan, rest: Rest) -> bool:
    whole = proposal.quantity == proposal.quantity.to_integral_value(), not is_crypto(proposal.symbol)
    one = len(rest.targets) <= 1 and (not rest.targets or plan.take_profit[0].part >= WHOLE)
    taken = proposal.type in CLASS_TYPES[OrderClass.BRACKET] and proposal.time_in_force in CLASS_TIMES_IN_FORCE
    return all(whole) and proposal.notional is None and one and taken and (rest.stop is not None or bool(rest.targets))


def lives(symbol: str, quantity: Decimal) -> TimeInForce:
    """How long a protective order lives: parts of shares are ordered for the day only, coins never are."""
    whole = quantity == quantity.to_integral_value()
    return TimeInForce.GTC if whole or is_crypto(symbol) else TimeInForce.DAY
