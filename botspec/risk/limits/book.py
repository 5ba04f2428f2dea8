"""The projected portfolio: as if every working, unknown and just-approved order had filled at its worst price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import datetime
from decimal import Decimal

from botspec.domain.intents import Proposal
from botspec.domain.orders import Side
from botspec.domain.record import record
from botspec.market.calendar import Session
from botspec.risk.limits.exposure import NAN, ZERO, Exposure
from botspec.risk.limits.facts import MarketFacts, unknown

MARKET_COLLAR = Decimal("0.02")
"""How far beyond its reference price a market order that opens is assumed to fill when limits are checked."""


@record(frozen=True, slots=True)
class Book:
    """What limits measure against; USD and shares. `orders_today` counts by symbol.

    `cash` is what the bot may still spend: what short positions owe, and as much again, is set aside. `leaves_at` is
    when the order would leave, `session` the session of that moment, `facts` what is known of a symbol's market.
    """

    equity: Decimal
    cash: Decimal
    exposures: Mapping[str, Exposure]
    orders_last_minute: int
    open_orders: int = 0
    orders_today: Mapping[str, int] = field(default_factory=dict)
    leaves_at: datetime | None = None
    session: Session | None = None
    facts: Callable[[str], MarketFacts] = unknown
    approved: list[tuple[Proposal, Book]] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def gross(self) -> Decimal:
        """USD in all symbols, each on its worse side."""
        return sum((exposure.usd for exposure in self.exposures.values()), ZERO)

    @property
    def net(self) -> Decimal:
        """USD that one side may come to be worth more than the other."""
        rising = sum((exposure.highest for exposure in self.exposures.values()), ZERO)
        falling = sum((exposure.lowest for exposure in self.exposures.values()), ZERO)
        return max(rising, -falling, ZERO) if rising.is_finite() and falling.is_finite() else NAN

    def exposure(self, symbol: str) -> Exposure:
        """Worst case in `symbol`, zero when there is none."""
        return self.exposures.get(symbol, NOTHING_HELD)

    def reduces(self, proposal: Proposal) -> bool:
        """True for an order that only shrinks what is held, whatever else fills: one that crosses zero does not."""
        return self.exposure(proposal.symbol).is_reduced_by(proposal.side, proposal.quantity)

    def approving(self, proposal: Proposal) -> Book:
        """The book once `proposal` has been approved too; every limit asks, so the answer is kept."""
        if not self.approved or self.approved[0][0] is not proposal:
            self.approved[:] = [(proposal, self._approving(proposal))]
        return self.approved[0][1]

    def _approving(self, proposal: Proposal) -> Book:
        symbol, before = proposal.symbol, self.exposure(proposal.symbol)
        after, claimed = claim(before, proposal.side, proposal.quantity, worst_notional(proposal))
        return replace(
            self,
            cash=self.cash - claimed,
            exposures={**self.exposures, symbol: after},
            orders_last_minute=self.orders_last_minute + 1,
            open_orders=self.open_orders + 1,
            orders_today={**self.orders_today, symbol: self.orders_today.get(symbol, 0) + 1},
        )


def claim(before: Exposure, side: Side, quantity: Decimal, usd: Decimal) -> tuple[Exposure, Decimal]:
    """The exposure with one more order that may fill, and the cash it takes up: none unless it opens or adds."""
    claimed = ZERO if before.is_reduced_by(side, quantity) else usd
    return before.with_order(side, quantity, usd), claimed


NOTHING_HELD = Exposure(ZERO, ZERO)


def worst_notional(proposal: Proposal) -> Decimal:
    """USD the proposal costs, or comes to owe, if it fills at its worst price."""
    return proposal.quantity * proposal.worst_price(MARKET_COLLAR)
