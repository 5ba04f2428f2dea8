"""One of our orders, from its intent to its end."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from botspec.domain.exits import ExitPlan
from botspec.domain.intents import Intent, Wanted
from botspec.domain.orders import Order, OrderStatus
from botspec.domain.record import record

ZERO = Decimal(0)
DEAD = frozenset({"rejected"})


@record(frozen=True, slots=True)
class Working:
    """One of our orders from its intent on. `outcome` is None until the broker's answer is journalled.

    `plan` is what a position opened by it has for exits; `wanted` the wish it was made of, if any; `again` says that
    it is being canceled so that the rest of it may leave again. `missing_since` is when it was first looked up in vain
    after it was last sent. `followed` says that the order which took its place is one of ours, or is about to be.
    """

    intent: Intent
    outcome: str | None = None
    order: Order | None = None
    cancel_requested: bool = False
    plan: ExitPlan | None = None
    wanted: Wanted | None = None
    again: bool = False
    missing_since: datetime | None = None
    followed: bool = False

    def answered(self, outcome: str, missing_since: datetime | None = None) -> Working:
        """With the broker's answer to its submit."""
        return Working(  # in the order of its fields: names would double what one costs
            self.intent,
            outcome,
            self.order,
            self.cancel_requested,
            self.plan,
            self.wanted,
            self.again,
            missing_since,
            self.followed,
        )

    def now(self, order: Order) -> Working:
        """With a new state at the broker."""
        return Working(
            self.intent,
            self.outcome,
            order,
            self.cancel_requested,
            self.plan,
            self.wanted,
            self.again,
            self.missing_since,
            self.followed,
        )

    @property
    def live(self) -> bool:
        """True until the broker reported an end: an unanswered or unknown order counts as live."""
        if self.order is not None:
            return not self.order.status.terminal or self.lost
        return self.outcome not in DEAD

    @property
    def lost(self) -> bool:
        """True when somebody put another order in its place that was not heard of yet: that one may fill as much."""
        order = self.order
        replaced = order is not None and order.status is OrderStatus.REPLACED and order.replaced_by is not None
        return replaced and not self.followed

    @property
    def rests(self) -> bool:
        """True for an order that protects a position and makes way for every other exit."""
        return self.intent.rests

    @property
    def settled(self) -> bool:
        """True when it is known whether the broker has it."""
        return self.order is not None or self.outcome in {"acked", "rejected"}

    @property
    def given_up(self) -> bool:
        """True for an order that ended without the broker ever telling of it."""
        return self.order is None and self.outcome in DEAD

    @property
    def filled(self) -> Decimal:
        """Cumulative shares filled, as booked."""
        return self.order.filled_quantity if self.order is not None else ZERO

    @property
    def unfilled(self) -> Decimal:
        """Shares that did not fill, whether they still may or not; of an order in USD, at the price it was sized at."""
        return max(self.intent.shares - self.filled, ZERO)

    @property
    def told_at(self) -> datetime:
        """When the broker last told of it; when it was made, of one that the broker never told of."""
        return self.order.updated_at if self.order is not None else self.intent.created_at

    @property
    def remaining(self) -> Decimal:
        """Shares that may still fill."""
        return self.unfilled if self.live else ZERO


def is_entry(working: Working) -> bool:
    """True for an order that opens or adds to a position."""
    return not working.intent.leg.reduces
