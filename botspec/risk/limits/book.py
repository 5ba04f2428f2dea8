"""The projected portfolio: as if every working, unknown and just-approved order had filled at its worst price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from botspec.domain.intents import Proposal
from botspec.domain.orders import Side

ZERO = Decimal(0)

MARKET_COLLAR = Decimal("0.02")
"""How far above its reference price a market buy is assumed to fill when limits are checked."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Worst case in one symbol: shares, and USD at the worst price. A sell in flight does not reduce it."""

    quantity: Decimal
    notional: Decimal


@dataclass(frozen=True, slots=True)
class Book:
    """What limits measure against; USD and shares, long positions only."""

    equity: Decimal
    cash: Decimal
    exposures: Mapping[str, Exposure]
    orders_last_minute: int

    def exposure(self, symbol: str) -> Exposure:
        """Worst case in `symbol`, zero when there is none."""
        return self.exposures.get(symbol, Exposure(ZERO, ZERO))

    def approving(self, proposal: Proposal) -> Book:
        """The book once `proposal` has been approved too."""
        orders = self.orders_last_minute + 1
        if proposal.side is Side.SELL:
            return replace(self, orders_last_minute=orders)
        cost = worst_notional(proposal)
        before = self.exposure(proposal.symbol)
        after = Exposure(before.quantity + proposal.quantity, before.notional + cost)
        exposures = {**self.exposures, proposal.symbol: after}
        return replace(self, cash=self.cash - cost, exposures=exposures, orders_last_minute=orders)


def worst_notional(proposal: Proposal) -> Decimal:
    """USD the proposal costs if it fills at its worst price."""
    return proposal.quantity * proposal.worst_price(MARKET_COLLAR)
