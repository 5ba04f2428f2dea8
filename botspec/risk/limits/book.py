"""The projected portfolio: as if every working, unknown and just-approved order had filled at its worst price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
    """What limits measure against; USD and shares, long positions only. `orders_today` counts by symbol."""

    equity: Decimal
    cash: Decimal
    exposures: Mapping[str, Exposure]
    orders_last_minute: int
    open_orders: int = 0
    orders_today: Mapping[str, int] = field(default_factory=dict)

    @property
    def gross(self) -> Decimal:
        """USD in all symbols."""
        return sum((exposure.notional for exposure in self.exposures.values()), ZERO)

    def exposure(self, symbol: str) -> Exposure:
        """Worst case in `symbol`, zero when there is none."""
        return self.exposures.get(symbol, Exposure(ZERO, ZERO))

    def approving(self, proposal: Proposal) -> Book:
        """The book once `proposal` has been approved too."""
        sent = self._sending(proposal.symbol)
        if proposal.side is Side.SELL:
            return sent
        cost = worst_notional(proposal)
        before = self.exposure(proposal.symbol)
        after = Exposure(before.quantity + proposal.quantity, before.notional + cost)
        exposures = {**self.exposures, proposal.symbol: after}
        return replace(sent, cash=self.cash - cost, exposures=exposures)

    def _sending(self, symbol: str) -> Book:
        today = {**self.orders_today, symbol: self.orders_today.get(symbol, 0) + 1}
        orders = self.orders_last_minute + 1
        return replace(self, orders_last_minute=orders, open_orders=self.open_orders + 1, orders_today=today)


def worst_notional(proposal: Proposal) -> Decimal:
    """USD the proposal costs if it fills at its worst price."""
    return proposal.quantity * proposal.worst_price(MARKET_COLLAR)
