"""How an order is priced and how long it lives."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Proposal, Wanted
from botspec.domain.orders import OrderType, PositionSide, TimeInForce

if TYPE_CHECKING:
    from botspec.expressions import Rule


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """Order type, time in force and, for a limit order, the rule read at the decision row."""

    type: OrderType = OrderType.MARKET
    time_in_force: TimeInForce = TimeInForce.DAY
    price: Rule | None = None

    def proposal(self, wanted: Wanted, quantity: Decimal, reference_price: Decimal) -> Proposal:
        """The order this policy makes of a wish."""
        return Proposal(
            symbol=wanted.symbol,
            side=wanted.side,
            leg=wanted.leg,
            type=self.type,
            time_in_force=self.time_in_force,
            quantity=quantity,
            reference_price=reference_price,
            limit_price=wanted.limit_price,
            decided_price=wanted.reference_price,
        )

    def __str__(self) -> str:
        priced = f" at {self.price.text}" if self.price is not None else ""
        return f"{self.type} {self.time_in_force}{priced}"


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

    def __str__(self) -> str:
        return str(self.long) if self.long == self.short else f"long {self.long}, short {self.short}"


FLATTEN_POLICY = OrderPolicy()
"""A flatten takes the market order that closes for certain, whatever the spec's exit policy is."""
