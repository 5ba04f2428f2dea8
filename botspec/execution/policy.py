"""How an order is priced and how long it lives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from botspec.domain.exits import Distance, Unit
from botspec.domain.intents import Proposal, Wanted
from botspec.domain.orders import OrderType, PositionSide, Side, TimeInForce
from botspec.execution.exits import NoDistance, Reach, Read
from botspec.execution.levels import moved
from botspec.execution.patience import OTHER, Patience
from botspec.execution.ticks import CENT, passive
from botspec.market.hours import is_pair
from botspec.spec.words import Unfilled

if TYPE_CHECKING:
    from botspec.expressions import Rule

PERCENT = Decimal(100)
NANO = Decimal("1e-9")
WAITING = frozenset({TimeInForce.DAY, TimeInForce.GTC})


@dataclass(frozen=True, slots=True)
class Terms:
    """The prices an order's rules came to at the decision row, USD; a trail of 1 % has a `trail_percent` of 1."""

    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None

    @property
    def price(self) -> Decimal | None:
        """What a share is reckoned at, where that is not the market's price."""
        return self.limit_price if self.limit_price is not None else self.stop_price

    def on(self, wanted: Wanted) -> Wanted:
        """The wish, with these prices."""
        return wanted if self is NO_TERMS or self == NO_TERMS else self.instead(wanted)

    def instead(self, wanted: Wanted) -> Wanted:
        """The wish, with these prices and no others."""
        return replace(
            wanted,
            limit_price=self.limit_price,
            stop_price=self.stop_price,
            trail_price=self.trail_price,
            trail_percent=self.trail_percent,
        )


NO_TERMS = Terms()


def worth(quantity: Decimal, price: Decimal) -> Decimal:
    """USD in whole cents of parts of shares that were rounded down to the last of nine digits; NaN stays NaN."""
    exact = (quantity + NANO) * price
    return exact.quantize(CENT, ROUND_FLOOR) if exact.is_finite() else exact


def has_passed(wanted: Wanted, market: Decimal) -> bool:
    """True when the market is at the wish's trigger or beyond: a broker refuses such a stop."""
    return wanted.stop_price is not None and (wanted.stop_price - market) * wanted.side.sign <= 0


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """Order type, time in force, and the rules its prices are read from at the decision row.

    `price` is a limit, or the trigger of a stop; a stop-limit's limit is `offset` beyond its trigger. With `notional`,
    entries are ordered in USD. `apart` lets exits rest as an OCO of their own, placed once the entry has filled.
    """

    type: OrderType = OrderType.MARKET
    time_in_force: TimeInForce = TimeInForce.DAY
    price: Rule | None = None
    offset: Reach | None = None
    trail: Reach | None = None
    extended_hours: bool = False
    patience: Patience | None = None
    notional: bool = False
    apart: bool = False

    @property
    def at_market(self) -> bool:
        """Whether orders have no prices of their own."""
        return self.price is None and self.trail is None

    @property
    def bare(self) -> bool:
        """Whether they are for shares, at the market's price."""
        return self.at_market and not self.notional

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that is read."""
        reaches = (reach.rule for reach in (self.offset, self.trail) if reach is not None)
        return tuple(rule for rule in (self.price, *reaches) if rule is not None)

    def terms(self, side: Side, read: Read, market: Decimal) -> Terms | None:
        """The prices of an order of `side` while the market is at `market`; None where a rule has no value."""
        priced = None if self.price is None else read(self.price)
        if self.price is not None and (priced is None or not priced > 0):
            return None
        try:
            found = self._terms(side, read, priced, market)
        except NoDistance:
            return None
        return found if all(price is None or price > 0 for price in (found.limit_price, found.stop_price)) else None

    def _terms(self, side: Side, read: Read, priced: Decimal | None, market: Decimal) -> Terms:
        if self.type is OrderType.LIMIT and priced is not None:
            return Terms(limit_price=passive(priced, side))
        if self.type is OrderType.TRAILING_STOP and self.trail is not None:
            return trailing(self.trail.frozen(read), market)
        if priced is None:
            return NO_TERMS
        stop = passive(priced, OTHER[side])
        if self.offset is None:
            return Terms(stop_price=stop)
        return Terms(passive(moved(stop, self.offset.frozen(read), side.sign), side), stop)

    def proposal(self, wanted: Wanted, quantity: Decimal, reference_price: Decimal) -> Proposal:
        """The order this policy makes of a wish; of the rest of one that waited too long, another one."""
        if wanted.generation and self.patience is not None:
            return self._again(self.patience, wanted, quantity, reference_price)
        proposal = Proposal(  # in the order of its fields: names would double what one costs
            wanted.symbol,
            wanted.side,
            wanted.leg,
            self.type,
            self.time_in_force,
            quantity,
            reference_price,
            wanted.limit_price,
            wanted.stop_price,
            wanted.trail_price,
            wanted.trail_percent,
            self.extended_hours,
            wanted.reference_price,
        )
        if not self.notional or wanted.leg.reduces:
            return proposal
        return replace(proposal, notional=worth(quantity, reference_price))

    def _again(self, patience: Patience, wanted: Wanted, quantity: Decimal, market: Decimal) -> Proposal:
        first = replace(self, patience=None).proposal(wanted, quantity, market)
        if patience.then is Unfilled.REPRICE and wanted.limit_price is not None:
            return replace(first, limit_price=patience.price(wanted.limit_price, market, wanted.side))
        life = self.time_in_force if self.time_in_force in WAITING else closing(wanted.symbol).time_in_force
        return replace(first, type=OrderType.MARKET, time_in_force=life, extended_hours=False)

    def __str__(self) -> str:
        priced = f" at {self.price.text}" if self.price is not None else ""
        return f"{self.type} {self.time_in_force}{priced}"


def trailing(distance: Distance, market: Decimal) -> Terms:
    """How far a trailing order follows; a level of its own counts as its distance from `market`, USD."""
    match distance.unit:
        case Unit.RATIO:
            return Terms(trail_percent=distance.value * PERCENT)
        case Unit.USD:
            return Terms(trail_price=max(distance.value.quantize(CENT), CENT))
        case Unit.PRICE:
            return Terms(trail_price=max(abs(distance.value - market).quantize(CENT), CENT))


@dataclass(frozen=True, slots=True)
class Policies:
    """One for each side of a position."""

    long: OrderPolicy
    short: OrderPolicy

    @classmethod
    def both(cls, policy: OrderPolicy) -> Policies:
        """The same on both sides."""
        return cls(policy, policy)

    def of(self, side: PositionSide) -> OrderPolicy:
        """The policy of a position on that side."""
        return self.long if side is PositionSide.LONG else self.short

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that is read."""
        return (*self.long.rules, *self.short.rules)

    def __str__(self) -> str:
        return str(self.long) if self.long == self.short else f"long {self.long}, short {self.short}"


FLATTEN_POLICY = OrderPolicy()
FLATTEN_COINS = OrderPolicy(time_in_force=TimeInForce.GTC)


def closing(symbol: str) -> OrderPolicy:
    """A flatten takes the market order that closes for certain, whatever the spec's exit policy is."""
    return FLATTEN_COINS if is_pair(symbol) else FLATTEN_POLICY
