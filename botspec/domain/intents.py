"""From a wish to a complete, journalled order."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from botspec.domain.exits import ExitPlan
from botspec.domain.orders import OrderClass, OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.record import Word, record

STOP_COLLAR = Decimal("0.04")
"""Alpaca makes a stop-limit of a buy stop; its limit lies at most so far above the stop."""


NANO = Decimal("1e-9")
"""The smallest part of a share that Alpaca takes."""


class Leg(Word):
    """Why an order exists; part of the intent's identity."""

    ENTRY = "entry"
    ADD = "add"
    EXIT = "exit"
    REDUCE = "reduce"
    UNWIND = "unwind"
    FLATTEN = "flatten"
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"
    TRAILING_STOP = "trailing_stop"
    BREAK_EVEN = "break_even"
    TIME_LIMIT = "time_limit"
    BEFORE_CLOSE = "before_close"

    def __init__(self, _: str) -> None:
        """`reduces` for legs that can only shrink a position, `is_stop` for the stops: also one that was moved.

        `urgent` are those that have to close for certain: by a market order, whatever the spec's exit policy is.
        """
        self.reduces: bool = self.name not in {"ENTRY", "ADD"}
        self.is_stop: bool = self.name in {"STOP_LOSS", "TRAILING_STOP", "BREAK_EVEN"}
        self.urgent: bool = self.is_stop or self.name in {"FLATTEN", "BEFORE_CLOSE", "UNWIND"}


@record(frozen=True, slots=True)
class Wanted:
    """A decision waiting for the moment its order may leave (the outbox).

    `decided_at` is the close of the bar it was decided on; `quantity` and `reference_price` are the estimate made there
    (the order is sized again when it leaves); its limit, stop and trail are what its price rules came to; `risk` what
    one share risks, USD, for sizes that hang on it. `weight` is the part of equity that the position is to be, for
    strategies of weights; `spend` the most USD it may cost, if anything.
    `exits` is what an entry froze for its position.
    """

    symbol: str
    side: Side
    leg: Leg
    rule: str
    decided_at: datetime
    quantity: Decimal
    reference_price: Decimal
    limit_price: Decimal | None = None
    generation: int = 0
    risk: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    weight: Decimal | None = None
    spend: Decimal | None = None
    exits: ExitPlan | None = None

    def is_same_decision(self, other: Wanted, *, generation: int) -> bool:
        """True for the same wish in that generation, whatever has become of its size and prices."""
        mine = (self.symbol, self.leg, self.decided_at, self.generation)
        return mine == (other.symbol, other.leg, other.decided_at, generation)


@record(frozen=True, slots=True)
class Proposal:
    """What sizing asks, before limits. It was sized at `reference_price` and decided at `decided_price`.

    Of an order in USD (`notional`), `quantity` is what they buy at the reference.
    """

    symbol: str
    side: Side
    leg: Leg
    type: OrderType
    time_in_force: TimeInForce
    quantity: Decimal
    reference_price: Decimal
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    extended_hours: bool = False
    decided_price: Decimal | None = None
    order_class: OrderClass = OrderClass.SIMPLE
    take_profit: Decimal | None = None
    stop_loss: Decimal | None = None
    notional: Decimal | None = None

    def worst_price(self, collar: Decimal) -> Decimal:
        """Price used for the worst case: the limit price, or the reference moved by `collar`; of a stop, by Alpaca's.

        It moves up for a short sale too: what is owed then is worth more, and never less than the price there is.
        """
        if self.notional is not None:
            return self.reference_price  # it costs what it says, at whatever price
        if self.limit_price is not None:
            short = self.side is Side.SELL and not self.leg.reduces and self.reference_price.is_finite()
            return max(self.limit_price, self.reference_price) if short else self.limit_price
        if self.leg.reduces and self.side is Side.SELL:
            return self.reference_price
        return worst_of(self.reference_price, self.stop_price, self.trail_price, self.trail_percent, collar)


def worst_of(
    reference: Decimal,
    stop_price: Decimal | None,
    trail_price: Decimal | None,
    trail_percent: Decimal | None,
    collar: Decimal,
) -> Decimal:
    """The highest price an order without a limit is taken to fill at; USD, NaN where its reference is unknown."""
    if (stop_price is None and trail_price is None and trail_percent is None) or not reference.is_finite():
        return reference * (1 + collar)
    trailed = max(reference + (trail_price or Decimal(0)), reference * (1 + (trail_percent or Decimal(0)) / 100))
    stopped = Decimal(0) if stop_price is None else stop_price
    return max(trailed, stopped) * (1 + max(collar, STOP_COLLAR))


@record(frozen=True, slots=True)
class Reading:
    """One measurement of a limit: `used` must not exceed `allowed`. `unit` is `USD`, `positions`, `orders`."""

    used: Decimal
    allowed: Decimal
    unit: str

    @property
    def within(self) -> bool:
        """False for a breach and for anything that is not a number."""
        return self.used.is_finite() and self.allowed.is_finite() and self.used <= self.allowed


@record(frozen=True, slots=True)
class Intent:
    """An order we have decided to send; journalled before a byte leaves, identical in every field.

    One that `rests` protects a position: it makes way for every other exit. One that `replaces` another order, named by
    its client id, is asked for as its replacement.
    """

    id: str
    leg: Leg
    rule: str
    decided_at: datetime
    created_at: datetime
    generation: int
    reference_price: Decimal
    request: OrderRequest
    rests: bool = False
    replaces: str | None = None

    @property
    def shares(self) -> Decimal:
        """Shares that are ordered; of an order in USD what they buy at the price it was sized at, rounded up."""
        notional = self.request.notional
        return (
            self.request.quantity
            if notional is None
            else (notional / self.reference_price).quantize(NANO, ROUND_CEILING)
        )
