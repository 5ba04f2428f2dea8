"""The bot's own ledger: cash and positions that its orders made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from decimal import Decimal

from botspec.domain.orders import Side
from botspec.domain.record import record

ZERO = Decimal(0)


@record(frozen=True, slots=True)
class Position:
    """Shares held. `average_price` is the mean entry price; `quantity` is negative when short."""

    symbol: str
    quantity: Decimal
    average_price: Decimal
    opened_at: datetime


@record(frozen=True, slots=True)
class Fill:
    """One execution: `quantity` is this fill only, positive."""

    client_order_id: str
    symbol: str
    side: Side
    quantity: Decimal
    price: Decimal
    at: datetime


@record(frozen=True, slots=True)
class Portfolio:
    """Cash in USD and positions by symbol; immutable, so that a step can keep the one it started from."""

    cash: Decimal
    positions: Mapping[str, Position] = field(default_factory=dict)

    def quantity(self, symbol: str) -> Decimal:
        """Shares held of `symbol`, 0 when none."""
        held = self.positions.get(symbol)
        return held.quantity if held is not None else ZERO

    def with_fill(self, fill: Fill) -> Portfolio:
        """The ledger after `fill`. A fill that crosses zero closes the old position and opens the rest."""
        signed = fill.quantity if fill.side is Side.BUY else -fill.quantity
        held = self.positions.get(fill.symbol)
        positions = dict(self.positions)
        merged = _merge(held, fill, signed)
        if merged is None:
            positions.pop(fill.symbol, None)
        else:
            positions[fill.symbol] = merged
        return Portfolio(self.cash - signed * fill.price, positions)

    def with_shares(self, symbol: str, quantity: Decimal) -> Portfolio:
        """The ledger after shares came or went without money: what is held cost as much as before."""
        held = self.positions.get(symbol)
        positions = dict(self.positions)
        after = ZERO if held is None else held.quantity + quantity
        if held is None or after == 0:
            positions.pop(symbol, None)
        else:
            cost = held.quantity * held.average_price
            positions[symbol] = replace(held, quantity=after, average_price=cost / after)
        return replace(self, positions=positions)

    def with_cash(self, amount: Decimal) -> Portfolio:
        """The ledger after a signed cash movement."""
        return replace(self, cash=self.cash + amount)


def _merge(held: Position | None, fill: Fill, signed: Decimal) -> Position | None:
    if held is None:
        return Position(fill.symbol, signed, fill.price, fill.at)
    total = held.quantity + signed
    if total == 0:
        return None
    if (held.quantity > 0) == (signed > 0):
        cost = held.quantity * held.average_price + signed * fill.price
        return replace(held, quantity=total, average_price=cost / total)
    if (total > 0) == (held.quantity > 0):
        return replace(held, quantity=total)
    return Position(fill.symbol, total, fill.price, fill.at)
